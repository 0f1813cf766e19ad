"""How different the notes are from one another, once names, numbers and dates are taken out.

Two measures: the share of its 8-word shingles that a note has in common with any other note (the smaller of two notes
counts, so a short note repeated inside a long one shows), and the share of notes in which one and the same sentence stands. A sentence is
what stands between full stops, question marks, semicolons or new lines, and counts from five words on: headings and single results
are no sentences.

    python -m hospital.variety --documents 10000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hospital.notes import Note

SIZE = 8
WORD = re.compile(r"[^\W\d_]+")
SENTENCE_END = re.compile(r"[.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Variety:
    """What was measured.

    ``worst`` is the highest shared share of shingles of any pair, ``close`` how many pairs share more than half, ``sentence`` the
    commonest sentence and ``share`` the share of notes that hold it.
    """

    documents: int
    worst: float
    close: int
    worst_pair: tuple[str, str]
    sentence: str
    share: float


def bare_text(note: Note) -> str:
    """The note's text without identifiers and dates, small letters."""
    return "".join(p if isinstance(p, str) else p.surface if p.code else " " for p in note.pieces).lower()


def shingles(text: str) -> set[int]:
    """Hashes of all runs of eight words; a shorter text is one run."""
    words = WORD.findall(text)
    if len(words) < SIZE:
        return {hash(tuple(words))}
    return {hash(tuple(words[i : i + SIZE])) for i in range(len(words) - SIZE + 1)}


def sentences(text: str) -> Iterator[str]:
    """Sentences of five words or more, numbers out."""
    for part in SENTENCE_END.split(text):
        words = WORD.findall(part)
        if len(words) >= 5:
            yield " ".join(words)


def shared(sets: list[set[int]]) -> Counter[tuple[int, int]]:
    """Pairs of notes with the number of shingles that they share."""
    where: dict[int, list[int]] = {}
    for number, own in enumerate(sets):
        for shingle in own:
            where.setdefault(shingle, []).append(number)
    pairs: Counter[tuple[int, int]] = Counter()
    for numbers in where.values():
        if len(numbers) > 1:
            pairs.update((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :])
    return pairs


def measure(notes: Iterable[Note]) -> Variety:
    """The variety of some notes."""
    sets: list[set[int]] = []
    ids: list[str] = []
    counted: Counter[str] = Counter()
    for note in notes:
        text = bare_text(note)
        ids.append(note.doc_id)
        sets.append(shingles(text))
        counted.update(set(sentences(text)))
    worst, pair, close = 0.0, ("", ""), 0
    for (a, b), common in shared(sets).items():
        share = common / min(len(sets[a]), len(sets[b]))
        close += share > 0.5
        if share > worst:
            worst, pair = share, (ids[a], ids[b])
    sentence, times = counted.most_common(1)[0] if counted else ("", 0)
    return Variety(len(sets), worst, close, pair, sentence, times / max(len(sets), 1))


def main(arguments: list[str] | None = None) -> None:
    """Print the variety of so many notes as JSON."""
    from hospital.streaming import stream

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--names", default="demo")
    chosen = parser.parse_args(arguments)
    found = measure(stream(seed=chosen.seed, documents=chosen.documents, names=chosen.names))
    sys.stdout.write(json.dumps({name: getattr(found, name) for name in Variety.__slots__}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
