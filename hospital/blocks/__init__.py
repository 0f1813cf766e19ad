"""The building blocks of notes, written by hand: one file of templates by specialty."""
