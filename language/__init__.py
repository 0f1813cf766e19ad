"""language: how is it written? Tokens with offsets, folding, stems, cue tables, word frequencies; two languages."""
