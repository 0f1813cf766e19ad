"""What the gazetteers and the known words say of one word: borne as a name, by how many, and is it also a word?

The test that tells `Martin` from `poumon` is *excess*: by how many powers of ten a word is written more often (zipf) than
its bearers explain. Names that are no words lie below 0.6 (`lefebvre` -0.4, `martin` 0.1, `bonnet` 0.0), words above
(`petit` 1.5, `rose` 0.7, `poumon` 3.7); chosen on common French names and nouns.
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from language.folding import fold
from language.staying import staying
from language.words import Words

WORD_EXCESS = 0.6
WORD_TOWNS = frozenset(
    "tours sens mer die orange vire cannes lure eu is y ars bar mont val bains port pont corps mens rue ham bois ville lisses bouc loupe roches grasse saintes lourdes vienne nice vannes joue "
    "salles plaisir sable bray fort seine marne oise gaillard noyon aire pace dole bourg mars meaux pau riviere fosses".split()
)
"""Towns of some size whose name is a French word."""
_SUBSTANCE = re.compile(
    r"(?:olol|pril|sartan|mab|tinib|statine?|cilline?|azole?|[mt]ycine?|oxacine?|parine?|xaban|gliptine?|gliflozine?|[oa]zepam|zolam|caine|curium|thiazide|dipine?|triptan|setron|prazole|"
    r"[io]vir|virine?|cycline?|semide|lukast|prost|sterone?|solone|sone|tidine?|zosine?|fibrate|formine?|glinide|tropium|terol|pezil|oxetine?|pramine?|peridone|idone|azapine?|ciclib|platine?|rubicine?|taxel)$"
)
"""Endings of international drug names (WHO, stems): a word with one, borne by nobody, is a medicine."""
_SEPARATORS = re.compile(r"[\W_]+")
_SHAPED = re.compile(
    r"(?:[a-z]{4}(?:ssian|nian|rian|kian|lian|dian|tian|oyan|ayan|anyan|shvili|ovic|evic|ovski|evski|owski|owska|ewski|ewska|inski|inska|enko|czyk|wicz|oglu|opoulos|opoulou|akis|ssis|idis|sson|oyev|aoui|ouche|oukh|ovici|escu)|"
    r"(?:rakoto|randria|andria|rasoa|razafi|ramana|ravelo|ratsi)[a-z]{3,})$"
)
"""Beginnings and endings of family names in Armenian, Georgian, Slavic, Greek, Turkish, Romanian, Swedish, Arabic and Malagasy."""
ABROAD = 30_000
"""The population given to towns abroad: large enough to be known without a word of place."""
BORNE = 1.5
"""From this log10 count of bearers on a word of the clinical lexicon is a name too, and told by its context."""
SHAPED, LISTED_FIRST = 2.0, 3.3
"""The log10 counts given to a surname by its shape, and to a first name of the list of further names."""
_STROKES = str.maketrans("ıłđðøþŧħ", "ilddothh")
"""Letters with a stroke or without a dot, which Unicode does not take apart."""


_TERMS = ("terms.txt", "makes.txt")
"""Words of the clinical lexicon, and trade names of devices; neither are names, unless they are borne as such."""


class WordInfo(NamedTuple):
    """``surname`` and ``first`` are log10 counts (0.0: not borne), ``sex`` M, F or empty, ``town`` a population or -1."""

    surname: float
    first: float
    sex: str
    town: int
    zipf: float
    medical: bool
    eponym: bool
    wordish: bool


def key(name: str) -> str:
    """The lookup key of a name: folded, hyphens and apostrophes as single spaces."""
    return _SEPARATORS.sub(" ", fold(name)).strip()


def letters(folded: str) -> str:
    """A folded word in the letters a to z as far as names go (`yıldırım`, `wałęsa`)."""
    return folded if folded.isascii() else folded.translate(_STROKES)


def _further_names() -> frozenset[str]:
    text = resources.files("deid").joinpath("data", "names_more.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


@lru_cache(maxsize=1)
def _brands() -> frozenset[str]:
    text = resources.files("deid").joinpath("data", "brands.txt").read_text(encoding="utf-8")
    return frozenset(name for line in text.splitlines() if not line.startswith("#") for name in line.split())


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    texts = [resources.files("deid").joinpath("data", name).read_text(encoding="utf-8") for name in _TERMS]
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("#")]
    return frozenset(name for line in lines for name in line.split())


def _further_towns() -> list[str]:
    text = resources.files("deid").joinpath("data", "towns_more.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [key(name) for line in lines for name in line.split(",") if name.strip()]


def _text(name: str) -> list[list[str]]:
    packed = resources.files("deid").joinpath("data", "gazetteers", name).read_bytes()
    return [line.split("\t") for line in gzip.decompress(packed).decode().splitlines()]


def _array(name: str) -> npt.NDArray[np.generic]:
    with resources.as_file(resources.files("deid").joinpath("data", "gazetteers", name)) as path:
        array: npt.NDArray[np.generic] = np.load(path)
        return array


class Lexicon:
    """The gazetteers of one language's names, loaded once (about 0.3 s, 40 MB); use :func:`lexicon`."""

    def __init__(self, lang: str) -> None:
        self._words = Words(lang)
        self._hashes = array("I", _array("surname_hashes.npy").astype(np.uint32).tobytes())
        self._logs = _array("surname_logs.npy").tobytes()
        self._firsts = {row[0]: (int(row[1]), int(row[2])) for row in _text("first_names.tsv.gz")}
        self._further = _further_names()
        self.towns = {row[0]: (int(row[1]), row[2]) for row in _text("communes.tsv.gz")}
        self._eponyms = frozenset(part for name in self._words.eponyms() for part in key(name).split() if len(part) > 2)
        for name, (population, codes) in list(self.towns.items()):
            head = name.split()[0]
            known, known_codes = self.towns.get(head, (0, ""))
            if " " in name and len(head) == 4 and population >= 20_000 and known < population // 20:
                if self._words.zipf(head) < 3.6:
                    self.towns[head] = (population // 2, codes)
            elif " " in name and len(head) > 4 and head not in ("saint", "sainte"):
                self.towns[head] = (max(population // 5, known), known_codes or codes)
            parts = name.split()
            if head in ("le", "la", "les") and len(parts) > 2 and len(parts[1]) > 4:
                self.towns.setdefault(" ".join(parts[:2]), (population // 5, codes))
            if head in ("le", "la", "les", "l") and name.split(" ", 1)[1] not in self.towns:
                self.towns[name.split(" ", 1)[1]] = (population, codes)
            if (
                len(parts) > 2
                and parts[-2] in ("de", "d", "en")
                and population >= 1500
                and self._only_a_place(parts[-1])
            ):
                self.towns.setdefault(parts[-1], (population // 5, codes))
            if head in ("saint", "sainte") and len(parts) > 3 and population >= 1500 and self._seldom_saint(parts[1]):
                self.towns.setdefault(f"{head} {parts[1]}", (population // 3, codes))
        for name in _further_towns():
            self.towns.setdefault(name, (ABROAD, ""))
        self.town_starts: dict[str, int] = {}
        for name in self.towns:
            parts = name.split()
            self.town_starts[parts[0]] = max(len(parts), self.town_starts.get(parts[0], 0))
        self._cache: dict[str, WordInfo] = {}
        self._known: frozenset[str] = frozenset()

    def _only_a_place(self, name: str) -> bool:
        """Whether the last part of a commune's name stands for it alone (`Tyrosse`, `Noblat`): no word, nobody's name."""
        free = len(name) > 4 and not self._words.is_medical(name) and self._words.zipf(name) < 2.6
        return free and name not in self._eponyms and self.surname(name) < 2 and self.first(name)[0] < 2

    def _seldom_saint(self, name: str) -> bool:
        """Whether a saint is so seldom that the short name means one place (`Saint-Yrieix`)."""
        return len(name) > 3 and self._words.zipf(name) < 3

    def surname(self, name: str) -> float:
        """The log10 count of bearers of a folded surname, 0.0 where unknown."""
        code = zlib.crc32(name.encode())
        place = bisect_left(self._hashes, code)
        if place < len(self._hashes) and self._hashes[place] == code:
            return self._logs[place] / 20
        return SHAPED if _SHAPED.fullmatch(name) else 0.0

    def first(self, name: str) -> tuple[float, str]:
        """The log10 births and the sex of a folded first name."""
        men, women = self._firsts.get(name, (0, 0))
        least = LISTED_FIRST if name in self._further else 0.0
        if not men + women:
            return least, ""
        return max(math.log10(men + women), least), "M" if men > 4 * women else "F" if women > 4 * men else ""

    def info(self, folded: str) -> WordInfo:
        """All that is known of one folded word; cached, the cache is bounded."""
        known = self._cache.get(folded)
        if known is None:
            if len(self._cache) > 100_000:
                self._cache.clear()
            known = self._cache[folded] = self._look_up(folded)
        return known

    @staticmethod
    def is_term(folded: str) -> bool:
        """Whether the clinical lexicon or the list of makes holds the word, borne as a name or not."""
        return folded in _terms()

    def known(self) -> frozenset[str]:
        """The folded words of medicine, and those of the language that are not rare (zipf above 2.3)."""
        if not self._known:
            self._known = _terms().union(self._words.medical(), self._words.known(least=2.305))
        return self._known

    def is_current(self, folded: str) -> bool:
        """Whether a folded form is medical, or a word of some frequency; quicker than :meth:`info` for one that is no word."""
        if folded in self._cache or len(folded) > 60:
            info = self.info(folded)
            return info.medical or info.zipf > 2
        words = self._words
        if words.zipf(folded) > 2 or words.is_medical(folded) or folded in _brands():
            return True
        return (folded in _terms() or _SUBSTANCE.search(folded) is not None) and self.info(folded).medical

    def _look_up(self, folded: str) -> WordInfo:
        folded = folded[:60]
        if not folded.isascii():
            folded = folded.encode("utf-8", "ignore").decode()
        surname, (first, sex) = self.surname(folded), self.first(folded)
        zipf, medical = self._words.zipf(folded), self._words.is_medical(folded)
        medical = medical or folded in _brands()
        if not (medical or surname or first) and zipf < 2.5 and _SUBSTANCE.search(folded):
            medical = True
        town = self.towns.get(folded, (-1, ""))[0]
        if not medical and surname < BORNE and first < BORNE and town < 0 and folded in _terms():
            medical = True
        bearers = math.log10(10**surname + 10**first / 10) if surname or first else 0.0
        settled = math.log10(town) - 0.6 if town > 4 and folded not in WORD_TOWNS else 0.0
        excess = zipf - max(bearers, settled, 0.0)
        wordish = medical or (zipf > 2.0 and excess > WORD_EXCESS and folded not in self._further)
        return WordInfo(surname, first, sex, town, zipf, medical, folded in self._eponyms, wordish)


def lexicon(lang: str = "fr") -> Lexicon:
    """The shared lexicon of a language (``fr`` or ``en``: word frequencies differ, names are the same)."""
    return _load("en" if lang == "en" else "fr")


@lru_cache(maxsize=2)
def _load(lang: str) -> Lexicon:
    with staying():
        loaded = Lexicon(lang)
        loaded.known()
    return loaded
