"""Tick boxes: an empty box denies its label, ``oui [ ] non [x]`` answers the label before, an unfilled pair says nothing.

A box stands before its label (``[x] asthme``) or behind it (``asthme [x]   tabac [ ]``): behind it where words end at
the box and nothing but a gap or a mark follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .marks import HYPOTHETICAL, NEGATED
from .tokens import Stream

_BOX = re.compile(r"\[(?P<inner>[ xX✓✔*])\]|(?P<empty>[☐□❑▢])|(?P<full>[☑☒■✓✔✗])|\((?P<round>[ xX])\)")
_SIGNS = ("[ ]", "[x]", "[X]", "☐", "☒", "☑", "□", "❑", "▢", "■", "( )", "(x)", "(X)", "[✓", "[*]", "✔", "✗")
_ANSWERS = {"oui": True, "non": False, "yes": True, "no": False, "o": True, "n": False}
_BEFORE = re.compile(r"(oui|non|yes|no)\s*:?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(oui|non|yes|no)\b", re.IGNORECASE)
_LABEL_END = re.compile(r"\s{2,}|[\t\n|;]")
_LABEL_START = re.compile(r"\s{2,}|[\t|;·•(]\s*|[:.]\s+")
_LABEL_BEHIND = re.compile(r"[^\W\d_]{2,}[^\W_]*\s?:?[ ]?$")
"""Words that end at a box, and so may be its label."""

_NOTHING_FOLLOWS = re.compile(r"\s{2,}|\s*(?:$|[|;.,·(/])")


class _Box(NamedTuple):
    """A box with the answer that it stands for (None: it has a label of its own), and what it takes up."""

    start: int
    end: int
    ticked: bool
    answer: bool | None


def _boxes_of(text: str, start: int, end: int) -> list[_Box]:
    boxes: list[_Box] = []
    for found in _BOX.finditer(text, start, end):
        sign = found["inner"] or found["round"]
        ticked = bool(sign.strip()) if sign else bool(found["full"])
        before = _BEFORE.search(text, boxes[-1].end if boxes else start, found.start())
        after = None if before else _AFTER.match(text, found.end(), end)
        answer = before or after
        boxes.append(
            _Box(
                before.start() if before else found.start(),
                after.end() if after else found.end(),
                ticked,
                _ANSWERS[answer[1].lower()] if answer else None,
            )
        )
    return boxes


def _set(stream: Stream, marks: bytearray, start: int, end: int, bit: int) -> None:
    for at in range(stream.first_at(start), stream.first_at(end)):
        marks[at] = marks[at] & ~(NEGATED | HYPOTHETICAL) | bit


def _label_behind(text: str, start: int, box: _Box, end: int) -> int:
    """Where the label begins that a box stands behind; -1 where the box stands before its label."""
    if _LABEL_BEHIND.search(text, start, box.start) is None or not _NOTHING_FOLLOWS.match(text, box.end, end):
        return -1
    cuts = [
        cut.end() for cut in _LABEL_START.finditer(text, start, box.start) if text[cut.end() : box.start].strip(" :")
    ]
    return cuts[-1] if cuts else start


def _mark_label(stream: Stream, marks: bytearray, boxes: Sequence[_Box], at: int, bounds: tuple[int, int]) -> None:
    """Deny the label of an empty box that asks for no yes or no."""
    start, end = bounds
    box, text = boxes[at], stream.text
    behind = _label_behind(text, start, box, end)
    if behind >= 0:
        if not box.ticked:
            _set(stream, marks, behind, box.start, NEGATED)
        return
    stop = boxes[at + 1].start if at + 1 < len(boxes) else end
    cut = _LABEL_END.search(text, box.end + 1 if text[box.end : box.end + 1] == " " else box.end, stop)
    if not box.ticked:
        _set(stream, marks, box.end, cut.start() if cut else stop, NEGATED)


def _group_end(text: str, boxes: Sequence[_Box], at: int) -> int:
    """The answers that stand side by side: ``oui [ ] non [x]``."""
    group = at + 1
    while (
        group < len(boxes)
        and boxes[group].answer is not None
        and boxes[group].answer != boxes[at].answer
        and not text[boxes[group - 1].end : boxes[group].start].strip(" \t/|,;-–")
    ):
        group += 1
    return group


def _mark_line(stream: Stream, marks: bytearray, start: int, end: int) -> None:
    text, boxes, at, label = stream.text, _boxes_of(stream.text, start, end), 0, start
    while at < len(boxes):
        box = boxes[at]
        if box.answer is None:
            _mark_label(stream, marks, boxes, at, (label, end))
            cut = _LABEL_END.search(text, box.end + 1, boxes[at + 1].start if at + 1 < len(boxes) else end)
            label = cut.end() if cut else box.end
            at += 1
            continue
        group = _group_end(text, boxes, at)
        ticked = {answered.answer for answered in boxes[at:group] if answered.ticked}
        bit = HYPOTHETICAL if len(ticked) != 1 else 0 if True in ticked else NEGATED
        _set(stream, marks, label, box.start, bit)
        label, at = boxes[group - 1].end, group


def mark_boxes(stream: Stream, marks: bytearray) -> None:
    """Mark the labels of the boxes of a text."""
    text = stream.text
    if not any(sign in text for sign in _SIGNS):
        return
    start = 0
    for line in text.split("\n"):
        if _BOX.search(line):
            _mark_line(stream, marks, start, start + len(line))
        start += len(line) + 1
