"""Tick boxes: an empty box denies its label, ``oui [ ] non [x]`` answers the label before, an unfilled pair says nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

from .marks import HYPOTHETICAL, NEGATED
from .tokens import Stream

_BOX = re.compile(r"\[(?P<inner>[ xX✓✔*])\]|(?P<empty>[☐□❑▢])|(?P<full>[☑☒■✓✔✗])|\((?P<round>[ xX])\)")
_SIGNS = ("[ ]", "[x]", "[X]", "☐", "☒", "☑", "□", "❑", "▢", "■", "( )", "(x)", "(X)", "[✓", "[*]", "✔", "✗")
_ANSWERS = {"oui": True, "non": False, "yes": True, "no": False, "o": True, "n": False}
_BEFORE = re.compile(r"(oui|non|yes|no)\s*:?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(oui|non|yes|no)\b", re.IGNORECASE)
_LABEL_END = re.compile(r"\s{2,}|[\t\n|;]")


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


def _mark_line(stream: Stream, marks: bytearray, start: int, end: int) -> None:
    text, boxes, at, label = stream.text, _boxes_of(stream.text, start, end), 0, start
    while at < len(boxes):
        box = boxes[at]
        if box.answer is None:
            stop = boxes[at + 1].start if at + 1 < len(boxes) else end
            cut = _LABEL_END.search(text, box.end + 1 if text[box.end : box.end + 1] == " " else box.end, stop)
            label = cut.start() if cut else stop
            if not box.ticked:
                _set(stream, marks, box.end, label, NEGATED)
            at += 1
            continue
        group = at
        while (
            group < len(boxes)
            and boxes[group].answer is not None
            and (group == at or boxes[group].answer != box.answer)
        ):
            group += 1
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
