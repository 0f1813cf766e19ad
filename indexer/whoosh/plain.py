"""Plain Whoosh, as its manual shows it: a peer for benchmarks, never a way to search records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh import fields, query
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.index import create_in

if TYPE_CHECKING:
    from indexer.bench import Question


class PlainWhoosh:
    """One text field with positions, keyword fields for the rest; every hit brought."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        analyzer = RegexTokenizer() | LowercaseFilter()
        schema = fields.Schema(
            text=fields.TEXT(analyzer=analyzer), patient=fields.ID(stored=True), day=fields.ID, type=fields.ID,
            codes=fields.KEYWORD,
        )  # fmt: skip
        self._index = create_in(str(folder), schema)
        self._searcher: Any = None

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Index some documents in one commit."""
        writer = self._index.writer(limitmb=512)
        for row in rows:
            writer.add_document(**row)
        writer.commit(merge=False)
        self._searcher = None

    def ask(self, question: Question) -> int:
        """The number of results of one question: `search(limit=None)`, patients through the hits."""
        if self._searcher is None:
            self._searcher = self._index.searcher()
        tree = _tree(question)
        found = self._searcher.search(tree, limit=None)
        if question.kind == "patients of a word":
            return len({hit["patient"] for hit in found})
        return len(found)


def _tree(question: Question) -> Any:
    terms = [query.Term("text", word) for word in question.words]
    match question.kind:
        case "phrase":
            return query.Phrase("text", list(question.words))
        case "prefix":
            return query.Prefix("text", question.words[0])
        case "fuzzy":
            return query.FuzzyTerm("text", question.words[0], maxdist=1, prefixlength=1)
        case "one of ten":
            return query.Or(terms)
        case "one without another":
            return query.AndNot(*terms)
        case "word, dates and type":
            days = query.TermRange("day", "2015-01-01", "2018-12-31")
            return query.And([*terms, days, query.Term("type", "CRH")])
        case "concept with descendants":
            return query.Term("codes", getattr(question.query, "code", ""))
        case _:
            return query.And(terms)
