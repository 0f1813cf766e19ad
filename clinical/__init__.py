"""clinical: what are our words? Patient, document, annotation, query, hit, cohort, errors; imports nothing."""
