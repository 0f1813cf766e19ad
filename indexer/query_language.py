"""The query language of the search box: text in, one tree out, with what was read into it said in notices.

Words are joined by AND; `ET OU SAUF` / `AND OR NOT` are operators in capitals only, and words where the whole query is
in capitals. `"a phrase"`, `"a b"~5` (near, any order), `mot*` (or `mot%`), `m?t`, `mot~`, `=mot` (exact form);
`type: service: date: age: sexe: titre: section: source: langue:`; `CIM10:E11` with what lies under it, `CIM10:=E11`
alone, `"diabète de type 2"@concept`; `nié: hypothèse: famille: antécédent: présent: tout:`; `(a b)@phrase` in one
sentence; `HbA1c > 9`. See docs/search.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date

from clinical.concepts import Analytes, Concepts
from clinical.queries import And, Query
from clinical.results import Clause, Notice
from indexer.limits import MAX_CHARACTERS, MAX_DEPTH, MAX_LEAVES, check_query, refusal
from indexer.queries.building import Builder
from indexer.queries.dates import read_periods
from indexer.queries.grammar import tree_of
from indexer.queries.identity import check_identity
from indexer.queries.operators import in_capitals
from indexer.queries.rendering import render
from language.folding import fold

__all__ = ["ParsedQuery", "parse", "render"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """``clauses`` are the criteria in order, and ``leaves`` the tree of each, for counting it by itself."""

    query: Query
    clauses: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    leaves: tuple[Query, ...] = ()


_TAG = re.compile(r"\[[A-ZÉ][A-ZÉ0-9_]+\]")
_CODE = re.compile(r"\b[A-Z][A-Z0-9_]{1,19}(?:-?10)?:=?\w\S*")
_OPERATOR = re.compile(r"\b(?:ET|OU|SAUF|AND|OR|NOT)\b")


def parse(
    text: str,
    *,
    concepts: Concepts | None = None,
    analytes: Analytes | None = None,
    lang: str = "fr",
    today: Date | None = None,
    cues: bool = True,
) -> ParsedQuery:
    """Read a query; an empty one asks for everything.

    Args:
        text: what the person typed.
        concepts: what answers for codes and offers concepts for words; None: codes are taken as given.
        analytes: what knows the names and units of measured values; None: names are taken as written.
        lang: the language whose linking words are left out and whose words notices use.
        today: the day on which `6 derniers mois` ends; None: the current one.
        cues: read `sans`, `suspicion de`… as contexts; False takes them as words.

    Raises:
        QuerySyntaxError: with the place and what was expected.
        QueryRefusedError: too long or costly, or it names a person (reason ``identity``).
    """
    if len(text) > MAX_CHARACTERS:
        raise refusal("length")
    plain, tags = _TAG.subn(lambda match: " " * len(match[0]), text.replace("\x00", " "))
    check_identity(plain, is_medical=_medical_test(concepts))
    _check_depth(plain)
    builder = Builder(concepts=concepts, analytes=analytes, lang=lang, cues=cues, capitals=_all_capitals(plain))
    if tags:
        builder.notice("tags_ignored")
    return _read(plain, builder, today or Date.today(), concepts)


def _read(plain: str, builder: Builder, today: Date, concepts: Concepts | None) -> ParsedQuery:
    rest, periods = read_periods(plain, today)
    if builder.capitals and (operators := _OPERATOR.search(rest)):
        builder.notice("capitals_are_words")
        rest = _OPERATOR.sub(lambda match: match[0].lower(), rest)
        del operators
    query = builder.build(tree_of(rest), rest, typed=plain)
    for start, end, period in periods:
        builder.add_leaf(period, plain[start:end])
        builder.notice("date_read", words=plain[start:end], read=render(period))
        query = And((*(query.parts if isinstance(query, And) else (query,)), period))
    if len(builder.leaves) > MAX_LEAVES:
        raise refusal("clauses")
    query = builder.finished(query)
    check_query(query)
    if joining := in_capitals(plain, builder.small_operators):
        builder.notice("operator_in_small_letters", words=joining[0], instead=joining[1])
    for form in () if builder.capitals else _unknown_acronyms(builder.clauses, concepts):
        builder.notice("unknown_acronym", words=form)
    return ParsedQuery(
        query=query,
        clauses=tuple(builder.clauses),
        notices=tuple(builder.notices),
        leaves=tuple(builder.leaves),
    )


def _unknown_acronyms(clauses: Sequence[Clause], concepts: Concepts | None) -> Iterator[str]:
    """Short words in capitals that stand for no concept and are no word either."""
    for clause in clauses if concepts is not None else ():
        short = 2 <= len(clause.text) <= LONGEST_ACRONYM and clause.text.isalpha() and clause.text.isupper()
        if short and not clause.concepts and concepts is not None and not concepts.is_word(fold(clause.text)):
            yield clause.text


def _check_depth(text: str) -> None:
    depth = 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth > MAX_DEPTH:
            raise refusal("depth")


LONGEST_ACRONYM = 5
"""Letters of the longest usual acronym (BPCO, AOMI, STEMI)."""


_NEVER_ACRONYMS = frozenset("POUR DANS AVEC CHEZ SANS SOUS DEPUIS APRES APRÈS WITH FROM WITHOUT".split())


def _all_capitals(text: str) -> bool:
    """Whether text of several words was pasted in capitals, so that capitals mean nothing in it; codes are no words."""
    words = re.findall(r"[^\W\d_]{2,}", _CODE.sub(" ", text))
    plain = [word for word in words if not _OPERATOR.fullmatch(word)]
    if not all(word.isupper() for word in words) or len(plain) < 2:
        return False
    # HTA SAUF BPCO: acronyms are written so anyway
    return any(len(word) > LONGEST_ACRONYM or word in _NEVER_ACRONYMS for word in plain)


def _medical_test(concepts: Concepts | None) -> Callable[[str], bool]:
    """Whether one word is one of medicine: it is, or begins, a term of the terminologies."""

    def is_medical(word: str) -> bool:
        if concepts is None or len(word) < 3:
            return False
        folded = fold(word)
        return any(folded in fold(match.term).split() for match in concepts.search(word, limit=3))

    return is_medical
