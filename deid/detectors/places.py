"""Towns in the text: header towns (`Lens, le 12/03`), residence, birth and travel (`habite Lens`, `vu à Morlaix`, `né à Porto`).

Communes that are words (Die, Mer, Sens, Tours) need a place's context; towns abroad come from a list of large cities.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from importlib import resources

from deid.cues import Cue, Word
from deid.detectors.addresses import longest_town
from deid.detectors.known_towns import A_WORDS, ALIAS, PLACE_END, SMALL_TOWNS, only_a_town, small_towns, word_town
from deid.grammar import behind_eponym_head
from deid.lexicon import lexicon
from deid.page import LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, LABELLED, LISTED, Span
from deid.vocabulary import CIVIL, MEDICAL, NEVER, SHORT_FORMS

_LIVED = (
    r"habit(?:e|ant|ait|ent)?|r[ée]sid(?:e|ant|ait|ent)|demeurant|domicili[ée]e?s?|vit|vivant|n[ée]e?|originaire|natif|native|install[ée]e?|log[ée]e?|retour(?:n[ée]e?)?|voyage|s[ée]jour|rentr(?:ant|[ée]e?)|vacances|"
    r"urgences|smur|samu|cabinet|officine|pharmacie|antenne|commune|ville|mairie|maire|officine|[ée]cole|coll[èe]ge|lyc[ée]e|usine|march[ée]|transf[ée]r[ée]e?|hospitalis[ée]e?|op[ée]r[ée]e?|suivie?|vue?|trait[ée]e?|soign[ée]e?|greff[ée]e?|cure|cardio|chirurgien|"
    r"m[ée]decin|neurologue|ophtalmo\w*|gyn[ée]co\w*|audioproth[ée]siste|kin[ée]|dentiste|d[ée]c[ée]d[ée]e?|enterr[ée]e?|accident|pr[èe]s|centre|h[ôo]pital|clinique|maternit[ée]|service|mercerie|bureau|magasin|restaurant|travaille?|employ[ée]e?|institut(?:eur|rice)|lev[ée]e|"
    r"demand[ée]e?|r[ée]alis[ée]e?|adress[ée]e?|faite?s?|pratiqu[ée]e?|lives?|living|from|born|admitted|moved"
)
_LIVES = re.compile(
    rf"(?:{_LIVED})\s+(?:\w+\s+){{0,2}}(?:à|a|de|d['’]|du|au|aux|en|sur|dans|vers|pour|in|at|to|from)?\s*$", re.I
)
_RESIDED = r"habit(?:e|ant|ait|ent)|r[ée]sid(?:e|ant|ait|ent)|demeurant|domicili[ée]e?s?|vit|vivant|install[ée]e?|log[ée]e?|vsav|gendarmerie|entre|direction|n[ée]e?|originaire|natif|native|vers|retour"
_RESIDES = re.compile(rf"(?:{_RESIDED}|->|→)\s+(?:à|a|de|d['’]|du|sur|dans|aux?|in)?\s*$", re.I)
_BORN_THEN = re.compile(r"\bn[ée]{1,2}(?:\(e\))?\s+(?:le\s+)?\d[\d/. -]{5,9},\s*$", re.I)
_BORN = re.compile(r"\bn[ée]{1,2}(?:\(e\))?\s+(?:le\s+)?[^\n]{0,32}?\s(?:à|a|dans(?: la ville de)?)\s+$", re.I)
_HEAD_DATE = re.compile(
    r"[ \t]*,?[ \t]*(?:le|ce)[ \t]*(?:[\dlO]|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)", re.I
)
_HEAD = re.compile(
    r"[ \t]*(?:(?:[Ff]ait )?[Àà] )?(?P<town>[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹl][\w'’-]*(?:[ -](?:[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ][\w'’-]+|sur|sous|en|le|la|les|lès|de|du|des)){0,4})[ \t]*,?[ \t]*"
)
_DAY = re.compile(r"[ \t]*(?:[\dlO]|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)", re.I)
_FIELD = re.compile(
    r"(?:ville|commune|domicile|lieu de naissance|pharmacie|officine|laboratoire|n[ée](?:e|\(e\))? à|localit[ée]|adresse|city|town)\s*[:|]?\s*$",
    re.I,
)
_A = frozenset(("a", "à", "vers", "sur", "near", "in"))
_DE = frozenset(("de", "d", "du"))


@lru_cache(maxsize=1)
def _abroad() -> frozenset[str]:
    text = resources.files("deid").joinpath("data", "cities_abroad.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def find(page: Page) -> Iterator[Span]:
    """Every town that its context shows."""
    yield from _heads(page)
    if page.lang != "en":
        yield from small_towns(page)
    done, n = 0, len(page)
    behind = [i + 1 for i in page.at(_A_OR_RESIDES) if i + 1 < n]
    for i in sorted({*page.at(_TOWNS), *behind}):
        if i < done or (page.shapes[i] == LOWER and page.has(i, SMALL_TOWNS)):
            continue
        shape = page.shapes[i]
        if shape in (UPPER, TITLE):
            done = 1 + max(i, (yield from _town(page, i))) if _may_be_town(page, i) else done
        elif shape == LOWER and page.folded[i] in _ARTICLES:
            if i + 1 < n and page.shapes[i + 1] in (UPPER, TITLE):
                done = 1 + max(i, (yield from _town(page, i)))
        elif (
            shape == LOWER and i and page.folded[i - 1] in _BEFORE_LOWER and page.folded[i] in page.lexicon.town_starts
        ):
            yield from _lower_town(page, i)


def _may_be_town(page: Page, i: int) -> bool:
    return page.has(i, _TOWNS) or page.words[i - 1] in A_WORDS


def _begins_town(word: Word) -> bool:
    """Whether a town, at home or abroad, may begin with the word for its letters."""
    folded = word.folded
    if word.shape not in (UPPER, TITLE):
        return False
    return folded in lexicon().town_starts or folded in _abroad() or folded in ALIAS or not folded.isalpha()


_ARTICLES = frozenset(("le", "la", "les"))
_BEFORE_LOWER = frozenset("a habite habitant domicilie domiciliee demeurant reside rue avenue".split())
_TOWNS = Cue("le la les", test=_begins_town, of="capital")
_A_OR_RESIDES = Cue(_BEFORE_LOWER)


_STREET_AT = re.compile(r"(?:rue|avenue|place|chemin|route|bd|boulevard|all[ée]e)\s[^\n]{2,40}\s(?:à|a)\s\Z", re.I)


def _lower_town(page: Page, i: int) -> Iterator[Span]:
    """A town in small letters after a verb of residence or an address (`habite bruz`, `avenue de la Libération à riom`)."""
    best = longest_town(page, i)
    before = page.text[max(0, page.starts[i] - 50) : page.starts[i]]
    if not best or best[1] < 1000 or page.info(best[0]).wordish or page.info(i).medical:
        return
    if _RESIDES.search(before) or _STREET_AT.search(before) or page.folded[i - 1] in ("habite", "reside"):
        yield Span(page.starts[i], page.ends[best[0]], "VILLE", "place.lower", CONTEXT)


def _town(page: Page, i: int) -> Generator[Span, None, int]:
    if (len(page.words[i]) < 3 and page.words[i] in SHORT_FORMS) or _of_eponym(page, i):
        return i
    best = longest_town(page, i)
    text = page.text
    if page.folded[i] in NEVER and page.line_start(i) and (best is None or best[0] == i):
        return i
    if best and page.shapes[i] == LOWER and best[0] == i:
        return i
    last, population = best if best else (i, -1)
    if population < 0 and not _is_abroad(page, i):
        if _after_a(page, i) and _unknown_place(page, i):
            yield Span(page.starts[i], page.ends[i], "VILLE", "place.unknown", CONTEXT)
        return i
    while last > i and page.shapes[last] == LOWER:
        last -= 1
    end = page.ends[last]
    after = text[end : end + 30]
    if page.line_start(i) and _HEAD_DATE.match(after):
        yield Span(page.starts[i], end, "VILLE", "place.head", LABELLED)
    elif _in_context(page, i, last, population, after):
        yield Span(page.starts[i], end, "VILLE", "place.context", CONTEXT)
    elif only_a_town(page, i, last, population) or ((last == i or population >= 10_000) and word_town(page, i)):
        yield Span(page.starts[i], end, "VILLE", "place.known", LISTED)
    else:
        return i
    return last


def _of_eponym(page: Page, i: int) -> bool:
    """`syndrome de Gilles de la Tourette`: the rest of an eponym that has a particle."""
    k = i - 2
    return k > 0 and page.folded[i - 1] in _DE and page.info(k).eponym and behind_eponym_head(page, k)


_LE = Cue("le ie 1e")


def _heads(page: Page) -> Iterator[Span]:
    """`Lens, le 12/03`: what opens a line or a column and is followed by a date is a town, in the lists or not."""
    text = page.text
    for i in page.at(_LE):
        if i == 0 or not _DAY.match(text, page.ends[i]):
            continue
        low = max(text.rfind("\n", max(0, page.starts[i] - 71), page.starts[i]) + 1, page.starts[i] - 70)
        column = max(text.rfind(sign, low, page.starts[i]) for sign in ("  ", "|", "•", "·"))
        match = _HEAD.fullmatch(text, max(low, column + 1), page.starts[i])
        if match is None:
            continue
        first = page.token_at(match.start("town"))
        comma = "," in text[match.end("town") : page.starts[i]]
        article = first + 1 < len(page) and page.folded[first] in _ARTICLES and page.shapes[first + 1] in (UPPER, TITLE)
        if (page.folded[first] not in NEVER or article) and (comma or longest_town(page, first)):
            yield Span(match.start("town"), match.end("town"), "VILLE", "place.head", LABELLED)


def _in_header(page: Page, i: int, last: int, population: int, after: str) -> bool:
    """In the first lines: a town set off by signs (`EHPAD Les Lilas - MULHOUSE`, `RENNES - poste infirmier`)."""
    if page.starts[i] > 600 or page.text.count("\n", 0, page.starts[i]) > 12 or population < 1500:
        return False
    info = page.info(i)
    size = math.log10(population)
    if last == i and (info.wordish or info.first > max(3.3, size - 1) or info.surname > max(2.5, size - 1.3)):
        return False
    opens = page.line_start(i) or _SET_OFF.search(page.gaps[i])
    return bool(opens and _SET_OFF_END.match(after))


_SET_OFF = re.compile(r"[-–—,•·|(/]\s*\Z")
_SET_OFF_END = re.compile(r"\s*(?:[-–—,•·|()/]|\n|$|cedex)", re.I)


def _is_abroad(page: Page, i: int) -> bool:
    return page.folded[i] in _abroad() and page.shapes[i] in (TITLE, UPPER)


def _after_a(page: Page, i: int) -> bool:
    return i > 0 and page.words[i - 1] in ("à", "A", "a") and page.gaps[i] == " " and page.shapes[i] == TITLE


def _unknown_place(page: Page, i: int) -> bool:
    """A capitalised word after `à` that is no word, drug, eponym or germ; the sentence speaks of being somewhere."""
    info = page.info(i)
    if info.medical or info.eponym or page.folded[i] in NEVER or len(page.folded[i]) < 4:
        return False
    before = page.text[max(0, page.starts[i - 1] - 40) : page.starts[i]]
    return bool(_BORN.search(before) or _STAYS.search(before))


_STAYS = re.compile(
    r"(?:habite|r[ée]side|demeurant|domicili\w+|n[ée]e?|vit|voyage|retour|s[ée]jour|vacances|install[ée]e?|vivant)\s+(?:\w+\s+){0,2}(?:à|a)\s+\Z",
    re.I,
)
_LIVED_END, _RESIDED_END = re.compile(rf"(?:{_LIVED})\Z", re.I), re.compile(rf"(?:{_RESIDED})\Z", re.I)
_FIELD_WORDS = (
    "ville", "commune", "domicile", "naissance", "pharmacie", "officine", "laboratoire", "localite", "adresse", "city", "town"
)  # fmt: skip


@lru_cache(maxsize=4_000)
def _lived(word: str) -> int:
    """Where in a word the end begins that says so; -1 if none does."""
    end = _LIVED_END.search(word)
    return end.start() if end else -1


@lru_cache(maxsize=4_000)
def _resided(word: str) -> int:
    end = _RESIDED_END.search(word)
    return end.start() if end else -1


_LINE_END = re.compile(r"[ \t]*(?:\n|$)")
_DASH = re.compile(r" ?[-–—] ")
_DOCTOR = re.compile(r"\b(?:dr|docteur|pr|mme|m\.|mt)\b", re.I)
_STOP = re.compile(r"\s?[,:;)]")
_FIGURE = re.compile(r"\s?[\d:]")


def _lives(page: Page, i: int) -> bool:
    """Whether someone lives, is treated or goes where token ``i`` stands (`vit à`, `hospitalisé trois jours à`)."""
    return _speaks(page, i, _LIVES, _lived, reach=6)


def _resides(page: Page, i: int) -> bool:
    """Whether someone resides, or is sent, where token ``i`` stands (`habite`, `originaire de`, `→`)."""
    if "→" in page.gaps[i] or "->" in page.gaps[i] or (i and ("→" in page.gaps[i - 1] or "->" in page.gaps[i - 1])):
        return _RESIDES.search(page.text, max(0, page.starts[i] - 60), page.starts[i]) is not None
    return _speaks(page, i, _RESIDES, _resided, reach=3)


def _speaks(page: Page, i: int, pattern: re.Pattern[str], cue_in: Callable[[str], int], *, reach: int) -> bool:
    """Whether ``pattern`` stands right before token ``i``; it begins in a word in which ``cue_in`` finds a cue."""
    text, words, starts, here = page.text, page.words, page.starts, page.starts[i]
    for k in range(max(0, i - reach), i):
        place = cue_in(words[k])
        if place < 0:
            continue
        if starts[k] < here - 60:
            return pattern.search(text, here - 60, here) is not None
        if pattern.match(text, starts[k] + place, here):
            return True
    return False


def _field(page: Page, i: int) -> bool:
    """Whether the word before is a field's, or `né à` stands there."""
    if not i or not (page.folded[i - 1].endswith(_FIELD_WORDS) or page.words[i - 1] in ("à", "À")):
        return False
    return _FIELD.search(page.text, max(0, page.starts[i] - 60), page.starts[i]) is not None


def _born(page: Page, i: int) -> bool:
    """`né le 12 mai à`, `née le 12/05/1980,`."""
    before = page.text[max(0, page.starts[i] - 60) : page.starts[i]]
    if i and page.folded[i - 1] in ("a", "dans", "de") and _BORN.search(before):
        return True
    return "," in page.gaps[i] and _BORN_THEN.search(before) is not None


def _in_context(page: Page, i: int, last: int, population: int, after: str) -> bool:
    info, text = page.info(i), page.text
    previous = page.folded[i - 1] if i else ""
    gap = page.gaps[i]
    several = last > i
    if (
        previous in CIVIL
        or previous in MEDICAL
        or (
            info.eponym
            and not several
            and not _resides(page, i)
            and not (page.words[i - 1] in A_WORDS and population > 1000)
        )
    ):
        return False
    if (
        _field(page, i)
        or _born(page, i)
        or (_resides(page, i) and (page.shapes[i] == TITLE or not info.wordish or info.town > 3000))
    ):
        return True
    if _DASH.fullmatch(gap) and _LINE_END.match(after) and population > 50 and not (info.wordish and last == i):
        return True
    if (
        gap == ", "
        and population > 50
        and not info.wordish
        and PLACE_END.match(after)
        and _DOCTOR.search(page.text[max(0, page.starts[i] - 120) : page.starts[i]].rsplit("\n", 1)[-1])
    ):
        return True
    if _in_header(page, i, last, population, after):
        return True
    if (
        gap == ", "
        and _STOP.match(after)
        and population > 2000
        and page.shapes[i] == TITLE
        and not info.first > 3.5
        and info.surname < 2.7
    ):
        return True
    if (
        gap == " "
        and previous == "de"
        and population > 15000
        and page.shapes[i] == TITLE
        and not info.wordish
        and not (info.first > 3 or info.surname > 3)
    ):
        return True
    if (several and last - i >= 2) or ("-" in text[page.starts[i] : page.ends[last]] and several):
        return True
    if population < 0:
        return bool((gap == " " and previous in _A and page.words[i - 1] != "sur") or _lives(page, i))
    if gap in (" ", "'", "’") and previous in _A and page.shapes[i] == TITLE:
        return (
            page.words[i - 1] in ("à", "A", "a", "vers", "in", "near")
            and (population > 150 or bool(_lives(page, i)))
            and not _FIGURE.match(after)
            and not (info.first > 3 and population < 2000 and not _lives(page, i))
        )
    if _lives(page, i) and page.shapes[i] in (TITLE, UPPER):
        return (
            previous in _A
            or (previous in _DE and (population > 200))
            or (gap == " " and not info.wordish and population > 1000)
        )
    if (
        gap.endswith("(")
        and (after.startswith(")") or after.startswith(" (") or after.startswith(","))
        and not info.wordish
        and population > 300
    ):
        return info.first < 3.5
    if gap.endswith("(") and after.startswith(")") and info.wordish and population > 1500 and page.shapes[i] == TITLE:
        return True
    return several and population > 300 and not page.info(last).wordish
