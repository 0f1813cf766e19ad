"""Synthetic documents for benchmarks: invented words with Zipf's frequencies, contexts, sections, codes, records.

Document ``n`` of a seed is always the same, so texts can be made again instead of kept. Sizes are those measured on
French notes: some 320 words and 2.3 kB, 14 codes out of 50,000, five documents a patient.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from clinical.annotations import AnnotatedDocument, Annotation, Assertion, ContextSpan, Reading, Section, Sentence
from clinical.documents import Document

_ONSETS = "b c d f g h j l m n p r s t v br cr dr fr gr pr tr bl cl fl gl pl ch ph st".split()
_VOWELS = "a e i o u é è ou oi an en on ai au".split()
_CODAS = ["", "", "", "r", "l", "s", "n", "t", "que", "me", "se", "tion"]
SECTIONS = ("motif", "antecedents", "histoire", "examen", "conclusion", "traitement")
TYPES = ("CRH", "CRO", "consultation", "imagerie", "biologie", "anapath", "urgences", "courrier")
_NEGATED, _PAST = Assertion(negated=True), Assertion(historical=True)
_FAMILY, _HYPOTHETICAL = Assertion(family=True), Assertion(hypothetical=True)


class CodeTree:
    """50,000 codes of up to five characters, each under its first three and a chapter."""

    codes = 50_000

    def ancestors(self, system: str, code: str) -> tuple[str, ...]:
        """The category of a code and its chapter."""
        return (code[:3], f"CHAP{code[0]}") if len(code) > 3 else (f"CHAP{code[0]}",)

    @staticmethod
    def code(number: int) -> str:
        """The code of a number from 0 to 49,999."""
        letter, rest = divmod(number, 2000)
        return f"{'ABCDEFGHIJKLMNOPQRSTUVWXY'[letter]}{rest // 20:02d}{rest % 20:02d}"


@dataclass(frozen=True)
class SyntheticNotes:
    """The documents 0 to ``documents`` of a seed."""

    documents: int
    seed: int = 1
    vocabulary: int = 60_000
    words_per_document: int = 320
    tree: CodeTree = field(default_factory=CodeTree)

    @cached_property
    def words(self) -> list[str]:
        """All words, most frequent first; short ones are frequent, as in a language."""
        rng = random.Random(self.seed)
        found: dict[str, None] = {}
        while len(found) < self.vocabulary:
            syllables = 1 + min(int(len(found) ** 0.1), 3)
            word = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(_CODAS)
            found.setdefault(word)
        return list(found)

    @cached_property
    def _weights(self) -> list[float]:
        return list(accumulate(1 / (rank + 2.7) for rank in range(self.vocabulary)))

    def share(self, rank: int) -> float:
        """The share of documents in which the word of a rank occurs, as expected."""
        chance = 1 / (rank + 2.7) / self._weights[-1]
        return float(1 - (1 - chance) ** self.words_per_document)

    def rank_of_share(self, share: float) -> int:
        """The rank of the word that occurs in about that share of documents."""
        return bisect_left(range(self.vocabulary), -share, key=lambda rank: -self.share(rank))

    def document(self, number: int) -> AnnotatedDocument:
        """One document with its reading."""
        rng = random.Random(self.seed * 1_000_003 + number)
        chosen = rng.choices(
            self.words, cum_weights=self._weights, k=int(self.words_per_document * rng.uniform(0.5, 1.5))
        )
        text, sentences = _sentences(chosen, rng)
        sections = _sections(len(sentences), sentences, rng)
        year, day = 2010 + rng.randrange(15), rng.randrange(28) + 1
        patient = number % max(self.documents // 5, 1)
        document = Document(
            doc_id=f"d-{number:08d}",
            patient_id=f"p-{patient:08d}",
            text=text,
            date=f"{year}-{rng.randrange(12) + 1:02d}-{day:02d}",
            type=rng.choice(TYPES),
            unit=f"unit {rng.randrange(20)}",
            title=None,
            stay_id=f"s-{number // 2:08d}",
            source="dpi",
            lot="lot",
            sex="FM"[patient % 2],
            age=(patient * 7) % 90,
        )
        contexts = tuple(
            ContextSpan(sentence.start, sentence.end, rng.choice((_NEGATED, _NEGATED, _PAST, _FAMILY, _HYPOTHETICAL)))
            for sentence in sentences
            if rng.random() < 0.25
        )
        annotations = tuple(self._annotation(rng, sentences) for _ in range(14))
        reading = Reading(annotations=annotations, contexts=contexts, sentences=sentences, sections=sections)
        return AnnotatedDocument(document=document, reading=reading)

    def _annotation(self, rng: random.Random, sentences: tuple[Sentence, ...]) -> Annotation:
        start = rng.choice(sentences).start
        code = self.tree.code(int(self.tree.codes * rng.random() ** 4))
        assertion = _NEGATED if rng.random() < 0.15 else Assertion()
        return Annotation(start, start + 3, "CIM10", code, f"code {code}", assertion)


def _sentences(words: list[str], rng: random.Random) -> tuple[str, tuple[Sentence, ...]]:
    parts: list[str] = []
    sentences: list[Sentence] = []
    start = place = 0
    while place < len(words):
        size = rng.randrange(5, 20)
        sentence = " ".join(words[place : place + size]).capitalize() + ".\n"
        parts.append(sentence)
        sentences.append(Sentence(start, start + len(sentence) - 1))
        start += len(sentence)
        place += size
    return "".join(parts), tuple(sentences)


def _sections(count: int, sentences: tuple[Sentence, ...], rng: random.Random) -> tuple[Section, ...]:
    cuts = sorted({0, *(rng.randrange(count) for _ in range(len(SECTIONS) - 1))})
    ends = [*cuts[1:], count]
    return tuple(
        Section(sentences[first].start, sentences[last - 1].end, SECTIONS[i])
        for i, (first, last) in enumerate(zip(cuts, ends, strict=True))
    )
