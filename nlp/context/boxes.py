"""Tick boxes: an empty box denies its label, ``oui [ ] non [x]`` answers the label before, an unfilled pair says nothing."""

from __future__ import annotations

import re

from .marks import HYPOTHETICAL, NEGATED
from .tokens import Stream

_BOX = re.compile(r"\[(?P<inner>[ xX✓✔*]?)\]|(?P<empty>[☐□❑▢])|(?P<full>[☑☒■✓✔✗])|\((?P<round>[ xX])\)")
_ANSWERS = {"oui": True, "non": False, "yes": True, "no": False, "o": True, "n": False}


def _is_ticked(box: re.Match[str]) -> bool:
    mark = box["inner"] if box["inner"] is not None else box["round"] if box["round"] is not None else None
    return bool(box["full"]) if mark is None else bool(mark.strip())


def _label_end(text: str, start: int, limit: int) -> int:
    """Where the label after a box ends: two blanks, a tab, a bar or the line's end."""
    end = re.search(r"\s{2,}|[\t\n|;]", text[start:limit])
    return start + end.start() if end else limit


def _mark(stream: Stream, marks: bytearray, start: int, end: int, bit: int) -> None:
    for at in range(stream.first_at(start), stream.first_at(end)):
        marks[at] |= bit


def _clear(stream: Stream, marks: bytearray, start: int, end: int) -> None:
    for at in range(stream.first_at(start), stream.first_at(end)):
        marks[at] &= ~(NEGATED | HYPOTHETICAL)


def mark_boxes(stream: Stream, marks: bytearray) -> None:
    """Mark the labels of the boxes of a text."""
    text = stream.text
    if not any(sign in text for sign in ("[ ]", "[]", "[x]", "[X]", "☐", "☒", "☑", "□", "( )", "(x)", "(X)", "❑")):
        return
    boxes = list(_BOX.finditer(text))
    for at, box in enumerate(boxes):
        limit = boxes[at + 1].start() if at + 1 < len(boxes) else len(text)
        start = box.end() + len(text[box.end() : limit]) - len(text[box.end() : limit].lstrip(" "))
        end = _label_end(text, start, limit)
        word = text[start:end].strip(" .:").lower()
        if word in _ANSWERS:
            _answer(stream, marks, boxes, at, _ANSWERS[word])
        elif not _is_ticked(box) and box["inner"] != "" and end > start:
            _mark(stream, marks, start, end, NEGATED)


def _answer(stream: Stream, marks: bytearray, boxes: list[re.Match[str]], at: int, yes: bool) -> None:
    """A box before ``oui`` or ``non``: the label stands before the first box of the pair on the same line."""
    text, first = stream.text, boxes[at].start()
    line = text.rfind("\n", 0, first) + 1
    pair = [box for box in boxes if line <= box.start() and "\n" not in text[line : box.start()]]
    head = [box for box in pair if box.start() <= first]
    if len(head) > 1 and head[-2].end() > line and text[head[-2].end() : first].strip(" .:").lower() in _ANSWERS:
        return
    begin = max((box.end() for box in head[:-1]), default=line)
    other = boxes[at + 1] if at + 1 < len(boxes) and "\n" not in text[first : boxes[at + 1].start()] else None
    ticked_yes = (yes and _is_ticked(boxes[at])) or (not yes and other is not None and _is_ticked(other))
    ticked_no = (not yes and _is_ticked(boxes[at])) or (yes and other is not None and _is_ticked(other))
    label = re.split(r"\s{2,}|[|;\t]", text[begin:first].rstrip(" :?"))[-1]
    start = begin + text[begin:first].rfind(label) if label else first
    _clear(stream, marks, start, first)
    if ticked_no and not ticked_yes:
        _mark(stream, marks, start, first, NEGATED)
    elif not ticked_yes:
        _mark(stream, marks, start, first, HYPOTHETICAL)
