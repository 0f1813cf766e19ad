"""The concept matcher: from a text to the concepts that its words carry.

One pass over the words: each is looked up once (by key, or by likeness where the language does not know it), the token
trie is walked from it, windows in another order are compared by sums, and the longest mentions whose guards hold are
kept. Measured figures stand in docs/terminologies.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clinical.annotations import Section
from clinical.documents import Mask
from nlp.matching import abbreviations, codes, elliptical
from nlp.matching.allergies import Allergies
from nlp.matching.choosing import JOINT, Chooser
from nlp.matching.coordination import Coordinator
from nlp.matching.diabetes import typed
from nlp.matching.guarding import Surroundings
from nlp.matching.match import Match
from nlp.matching.nodes import Nodes
from nlp.matching.organs import Organs
from nlp.matching.reordering import Reordered
from nlp.matching.stream import Stream, read
from nlp.matching.vocabulary import Vocabulary
from nlp.matching.walk import Walker
from terminologies import Catalogue
from terminologies.keys import key

DEFAULT_SYSTEMS = ("CIM10", "ATC")


class Matcher:
    """Finds the terms of a catalogue in texts. One matcher serves one process; it is not shared between threads.

    Args:
        terms: the open catalogue.
        systems: which systems to look for; CIM-10 and ATC share the words, others may overlap them.
        approximate: whether misspelt words are matched.
    """

    def __init__(self, terms: Catalogue, *, systems: Sequence[str] = DEFAULT_SYSTEMS, approximate: bool = True) -> None:
        container = terms.container
        self._catalogue, self._systems = terms, tuple(systems)
        self._container, self._approximate = container, approximate
        self._root = container.view("trie_root")
        self._nodes = Nodes(container)
        self._walker = Walker(self._nodes)
        self._chooser = Chooser(container, systems=systems)
        self._reordered = Reordered(container)
        self._coordinator = Coordinator(self._walker, self._chooser, root=self._root)
        self._organs = Organs(terms)
        allergy = self._vocabulary_id("allergie")
        self._allergies = Allergies(
            self._walker, self._chooser, concepts=terms, heads=[self._root[allergy]] if allergy is not None else []
        )
        self._vocabularies: dict[str, Vocabulary] = {}

    @property
    def version(self) -> str:
        """The version of the terms."""
        return self._catalogue.version

    def match(
        self, text: str, *, sections: Sequence[Section] = (), lang: str = "fr", masks: Sequence[Mask] = (),
        type: str | None = None, unit: str | None = None,
    ) -> list[Match]:  # fmt: skip
        """The mentions of ``text`` in order; offsets are half-open code points.

        Args:
            text: the text, de-identified or not.
            sections: titled parts, for guards that ask for one.
            lang: fr or en; decides which words are no misspellings.
            masks: where identifiers stand: nothing is matched there, nor across.
            type: document type, for guards that ask for one.
            unit: hospital unit, likewise.
        """
        stream = read(text, self._vocabulary(lang), masks=masks)
        if not stream.starts:
            return []
        around = Surroundings(stream, sections, type, unit, english=lang == "en")
        founds = self._walker.walk(stream)
        founds += self._reordered.find(stream)
        matches: list[Match] = []
        for domain in self._chooser.domains:
            taken = bytearray(len(stream))
            chosen = self._chooser.choose(founds, around, domain=domain, taken=taken)
            if domain == JOINT:
                chosen = self._allergies.read(chosen, around, taken=taken)
            chosen += self._coordinator.extend(chosen, around, domain=domain, taken=taken)
            if domain == JOINT:
                chosen = self._organs.refine(elliptical.take_up(chosen, stream, taken=taken), stream)
                chosen = typed(chosen, self._catalogue)
            matches += [choice.match for choice in chosen if choice.match is not None]
            if domain == JOINT:
                matches = self._document(text, stream, matches, masks)
        return sorted(matches, key=lambda m: (m.start, m.end, m.system))

    def _document(self, text: str, stream: Stream, matches: list[Match], masks: Sequence[Mask]) -> list[Match]:
        if "(" in text:
            words = zip(stream.surfaces, stream.starts, stream.ends, strict=True)
            matches = abbreviations.apply(text, matches, words)
        if "CIM10" not in self._systems:
            return matches
        written = [
            code for code in codes.written(text, self._catalogue)
            if not any(m.start < code.end and code.start < m.end for m in masks)
        ]  # fmt: skip
        if not written:
            return matches
        return [m for m in matches if not any(m.start < c.end and c.start < m.end for c in written)] + written

    def _vocabulary_id(self, word: str) -> int | None:
        keys, wanted = self._container.array("vocabulary_keys"), key(word).encode()
        row = int(np.searchsorted(keys, wanted))
        return row if row < len(keys) and keys[row] == wanted else None

    def _vocabulary(self, lang: str) -> Vocabulary:
        lang = "en" if lang == "en" else "fr"
        if lang not in self._vocabularies:
            self._vocabularies[lang] = Vocabulary(
                self._container, root=self._root, lang=lang, approximate=self._approximate,
                nodes=self._nodes, listed=self._chooser.listed,
            )  # fmt: skip
        return self._vocabularies[lang]
