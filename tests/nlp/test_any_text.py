"""Whatever a text holds, reading ends, and what it gives is in order."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from clinical.annotations import AFFIRMED
from clinical.documents import Mask
from nlp.context import Context
from nlp.values import read_measurements

PIECES = [
    "pas de ", "sans ", "ni ", "si ", "ATCD : ", "ANTÉCÉDENTS\n", "mère : ", "fièvre", "HTA", " et ", ", ", "; ", ": ", "(", ")",
    "\n", "\n\n", "- ", "[ ] ", "[x] ", "oui ", "non ", "? ", "! ", ". ", "2012", "en 2019 ", "12/03 ", "CRP 12 ", "Hb 10,2 -> 8,4 ",
    "|", "\t", "   ", "probable ", "arrêté ", "virgule ", " virgule point ", "page 2/3", "é", "œ", "’", "-", "/", "mais ", "TA 12/8 ",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40), st.sampled_from(["fr", "en", "de"]))
def test_any_text_is_read_in_order(pieces: list[str], lang: str) -> None:
    text = "".join(pieces)
    reading = Context.of(text, lang=lang, date="2021-05-01")
    spans = reading.context_spans()
    assert all(0 <= span.start < span.end <= len(text) and span.assertion != AFFIRMED for span in spans)
    rows = [[(span.start, span.end) for span in spans]]
    rows.append([(section.start, section.end) for section in reading.sections])
    rows.append([(sentence.start, sentence.end) for sentence in reading.sentences])
    for row in rows:
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(row))
    stream = reading.stream
    assert all(stream.starts[at] < stream.ends[at] for at in range(len(stream)))
    assert all(left <= right for left, right in zip(stream.ends, stream.starts[1:], strict=False))
    for measurement in read_measurements(stream, date="2021-05-01"):
        assert 0 <= measurement.start < measurement.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20), st.integers(0, 60), st.integers(1, 20))
def test_masks_anywhere_are_one_position(pieces: list[str], start: int, length: int) -> None:
    text = "".join(pieces)
    start = min(start, len(text) - 1)
    end = min(len(text), start + length)
    reading = Context.of(text, masks=(Mask(start, end, "NOM"),))
    inside = [word for word, at in zip(reading.stream.words, reading.stream.starts, strict=True) if start <= at < end]
    assert inside in (["§nom"], [])
