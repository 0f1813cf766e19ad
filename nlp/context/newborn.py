"""The newborn in the mother's record: what is told from the Apgar score on is the child's, up to the words about the mother."""

from __future__ import annotations

from collections.abc import Sequence

from .marks import FAMILY
from .tokens import Stream

_DELIVERED = frozenset(
    "delivrance perinee vulve dilatation episiotomie syntocinon carbetocine ocytocine placenta placentaire".split()
)
"""Words of the mother's own record of her delivery; a newborn's record does without them."""

_MOTHER = _DELIVERED | frozenset(
    "mere patiente madame mme parturiente hemorragie hpp uterus uterin globe pertes saignement accreta hrp retroplac"
    " retroplacentaire revision ru suture sutures dechirure dystocie circulaire cordon liquide allaitement sein"
    " contraception ta pa".split()
)
"""Words that speak of the mother, of the labour or of the placenta."""

_TOLD = frozenset("ont sont objective montre retrouve revele avait avaient est etait ete nous elle".split())
"""Words of whole sentences: a report that tells goes on with the mother, short notes go on with the child."""


def mark_newborn(stream: Stream, bounds: Sequence[tuple[int, int]], marks: bytearray) -> None:
    """Mark what follows an Apgar score on its line as another person's, in a record that tells the delivery."""
    text, words = stream.text, stream.words
    if not ("pgar" in text or "PGAR" in text) or _DELIVERED.isdisjoint(words):
        return
    child = False
    for number, (start, end) in enumerate(bounds):
        broken = not number or "\n" in text[stream.ends[bounds[number - 1][1] - 1] : stream.starts[start]]
        scored = next((at for at in range(start, end) if words[at] == "apgar"), None)
        if scored is not None:
            child = True
            _mark_parts(words, marks, scored, end)
            continue
        child = child and not broken and (_MOTHER | _TOLD).isdisjoint(words[start:end])
        child = child and not any(words[at] == "a" and text[stream.starts[at]] == "a" for at in range(start, end))
        if child:
            for at in range(start, end):
                marks[at] |= FAMILY


def _mark_parts(words: Sequence[str], marks: bytearray, start: int, end: int) -> None:
    """In the sentence of the score, the parts between commas that do not speak of the labour."""
    first = start
    for at in range(start, end + 1):
        if at == end or words[at] == ",":
            if _MOTHER.isdisjoint(words[first:at]):
                for inside in range(first, at):
                    marks[inside] |= FAMILY
            first = at + 1
