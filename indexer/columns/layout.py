"""Row layouts of the columns and the bits of a token's mark."""

from __future__ import annotations

import numpy as np

DOCS = np.dtype(
    [
        ("patient", "<u4"), ("type", "<u4"), ("unit", "<u4"), ("source", "<u4"), ("lot", "<u4"), ("sex", "<u4"),
        ("lang", "<u4"), ("stay", "<u4"), ("first_day", "<i4"), ("last_day", "<i4"), ("age", "<i4"),
        ("tokens", "<u4"), ("mentions", "<u4"), ("codes", "<u4"), ("id_length", "<u4"), ("english", "<u4"),
        ("simhash", "<u8"),
    ]
)  # fmt: skip
"""One row a slot. ``tokens``, ``mentions``, ``codes`` and ``id_length`` count what the slot has in the other files;
names of the record are places in the tables (0: none); days are ordinals (0: none); ``age`` -1: none."""

MENTIONS = np.dtype([("slot", "<u4"), ("position", "<u4"), ("code", "<u4"), ("context", "<u4")])
VALUES = np.dtype([("slot", "<u4"), ("analyte", "<u4"), ("comparator", "<u4"), ("unused", "<u4"), ("value", "<f8")])

RECORD_TABLES = ("patient", "type", "unit", "source", "lot", "sex", "lang", "stay")
TABLES = (*RECORD_TABLES, "section", "analyte", "code")
COMPARATORS = ("=", "<", "<=", ">", ">=")

CLASS_BITS = 0x0007
SECTION_SHIFT = 3
SECTION_BITS = 0x1FF
BREAK = 0x8000
"""A token's mark, 16 bits: class, place of its section in the table (up to 511), whether it begins a sentence."""
