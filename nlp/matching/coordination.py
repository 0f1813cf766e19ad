"""``insuffisance rénale et cardiaque``: the head of a mention is understood again after ``et``, ``ou``, ``ni`` or ``/``.

A comma alone does not coordinate (``cancer du sein, foie normal``); a list of commas that ends with ``et`` or ``ou`` does.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.matching.choosing import Choice, Chooser
from nlp.matching.guarding import Surroundings
from nlp.matching.stream import COMMA, Stream
from nlp.matching.walk import Found, Walker

_CONJUNCTIONS = frozenset({"et", "ou", "ni", "puis"})
_LONGEST_LIST = 5


class Coordinator:
    """Continues chosen mentions over their lists."""

    def __init__(self, walker: Walker, chooser: Chooser, *, root: Sequence[int]) -> None:
        self._walker, self._chooser, self._root = walker, chooser, root

    def extend(self, chosen: Sequence[Choice], around: Surroundings, *, domain: int, taken: bytearray) -> list[Choice]:
        """Further mentions that share their head with one of ``chosen``; their words are marked in ``taken``."""
        added: list[Choice] = []
        for choice in chosen:
            if choice.match is None or choice.found.length < 2 or choice.found.likeness < 1.0:
                continue
            heads = self._heads(around.stream, choice.found)
            items = self._items(choice.found, heads, around, domain=domain, taken=taken) if heads else []
            for item in items:
                added.append(item)
                taken[item.found.first : item.found.last + 1] = b"\1" * (item.found.last + 1 - item.found.first)
        return added

    def _heads(self, stream: Stream, found: Found) -> list[int]:
        """Nodes of the mention's first word, and of its first two where more follow."""
        singles = [self._root[token] for token, _ in stream.words[found.first].alternatives if self._root[token]]
        if found.length < 3:
            return singles
        for place in range(found.first + 1, found.last):
            word = stream.words[place]
            if not word.little:
                doubles = [self._walker.child(node, token) for node in singles for token, _ in word.alternatives]
                return [node for node in doubles if node] + singles
        return singles

    def _items(
        self, found: Found, heads: list[int], around: Surroundings, *, domain: int, taken: bytearray
    ) -> list[Choice]:
        stream, items, joined, last = around.stream, [], 0, found.last
        for _ in range(_LONGEST_LIST):
            place = last + 1
            if place >= len(stream) or stream.gaps[place] > COMMA:
                break
            comma, spoken = stream.gaps[place] == COMMA, stream.words[place].folded in _CONJUNCTIONS
            slash = comma and "/" in stream.text[stream.ends[last] : stream.starts[place]]
            if not (comma or spoken):
                break
            item = self._item(place + spoken, heads, around, domain=domain, taken=taken)
            if item is None:
                break
            items.append(item)
            last = item.found.last
            if spoken or slash:
                joined = len(items)
        return items[:joined]

    def _item(
        self, place: int, heads: list[int], around: Surroundings, *, domain: int, taken: bytearray
    ) -> Choice | None:
        stream, stop = around.stream, min(place + 4, len(around.stream))
        while place < stop and stream.words[place].little and stream.gaps[place] < COMMA:
            place += 1
        if place >= stop or taken[place]:
            return None
        founds: list[Found] = []
        for head in heads:
            for token, likeness in stream.words[place].alternatives if stream.words[place].exact else ():
                child = self._walker.child(head, token)
                if child:
                    self._walker.follow(stream, child, place, place, 2, likeness, founds)
        for found in sorted(founds, key=lambda f: (-f.length, f.skipped)):
            if not any(taken[found.first : found.last + 1]):
                choice = self._chooser.term(found._replace(method="coordination"), around, domain=domain)
                if choice is not None and choice.match is not None:
                    return choice
        return None
