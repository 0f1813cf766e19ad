"""From the syntax tree to the query tree: runs of words, fields, codes, contexts, values, and what is said about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lark import Token, Tree

from clinical.annotations import ContextClass
from clinical.concepts import Analytes, Concepts
from clinical.errors import QuerySyntaxError
from clinical.queries import (
    DEFAULT_CONTEXTS,
    And,
    ConceptIs,
    Everything,
    Not,
    Nothing,
    Or,
    Query,
    SameSentence,
    ValueIs,
    concept_query,
)
from clinical.results import Clause, Notice
from indexer.limits import MAX_LEAVES, MAX_SLOP, refusal
from indexer.queries.cues import Cue, find_cues
from indexer.queries.dates import age_criterion, date_criterion
from indexer.queries.fields import (
    fits_sentence,
    is_section,
    record_criterion,
    section_kind,
    start_of,
    terms_of,
    unquoted,
)
from indexer.queries.grammar import CONTEXT_NAMES, FIELD_NAMES
from indexer.queries.naming import Names
from indexer.queries.operators import is_small_operator
from indexer.queries.rendering import render
from indexer.queries.shaping import simplified, with_contexts, with_section
from indexer.queries.values import UNIT, ReadValue, comparator_of, read_value
from indexer.queries.words import denied_query, is_linking, phrase_query, qualified_query, word_query
from indexer.view import TITLE_SECTION
from language.folding import fold

Node = Tree[Token] | Token
_SYSTEMS_WITHOUT_CATALOGUE = ("CIM10", "ATC", "CCAM", "LOINC", "SNOMED", "ORPHA")
_JOINING = frozenset(["et", "ou", "and", "or"])
"""Words of which a notice of their own speaks."""


class Builder:
    """Builds one query; collects clauses, leaves and notices on the way."""

    def __init__(
        self, *, concepts: Concepts | None, analytes: Analytes | None, lang: str, cues: bool, capitals: bool
    ) -> None:
        self.clauses: list[Clause] = []
        self.leaves: list[Query] = []
        self.notices: list[Notice] = []
        self.capitals = capitals
        self._concepts, self._analytes, self._lang, self._cues = concepts, analytes, lang, cues
        self._names = Names(concepts, is_linking=self._links) if concepts is not None else None
        self._mixed = False
        self._ignored: list[str] = []
        self.small_operators: list[tuple[int, int]] = []
        self._text = self._typed = ""

    def notice(self, code: str, **params: str) -> None:
        """Say something about the reading; pages translate the code."""
        found = Notice(code, tuple(params.items()))
        if found not in self.notices:
            self.notices.append(found)

    def add_leaf(self, query: Query, text: str, *, concepts: tuple[str, ...] = (), named: str = "") -> None:
        """Keep a criterion for the list of what was searched; ``named`` are the words that name its concepts."""
        self.leaves.append(query)
        self.clauses.append(Clause(text=text, terms=terms_of(query), concepts=concepts, named=named))

    def build(self, tree: Tree[Token], text: str, *, typed: str) -> Query:
        """The query of the whole syntax tree of ``text``; Everything for an empty one.

        ``typed`` has the same places and what was read before, such as periods; offers are made of it.
        """
        self._text, self._typed = text, typed
        return self._either(tree.children[0]) if tree.children else Everything()

    def finished(self, query: Query) -> Query:
        """The query without empty parts; says its brackets where operators are mixed, and the words that do not count."""
        simple = simplified(query)
        if self._ignored:
            self.notice("words_ignored", words=", ".join(dict.fromkeys(self._ignored)), require=f"={self._ignored[0]}")
        if self._mixed:
            self.notice("brackets_read", read=render(simple, self._lang))
        return simple

    def _either(self, node: Node) -> Query:
        assert isinstance(node, Tree)
        parts = [self._all(child) for child in node.children if isinstance(child, Tree)]
        if len(parts) > 1 and any(isinstance(part, And) and len(part.parts) > 1 for part in parts):
            self._mixed = True
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, node: Tree[Token]) -> Query:
        """The parts of one AND: runs of bare words are read together, for cues and concepts."""
        parts: list[Query] = []
        run: list[Token] = []
        sections: list[str] = []
        children = [*node.children, None]
        for place, child in enumerate(children):
            if isinstance(child, Token) and child.type == "WORD":
                if not _is_unit_of(children, place):
                    run.append(child)
                continue
            if isinstance(child, Tree) and child.data == "value":
                parts.extend(self._value(child, run, children[place + 1]))
                run = []
                continue
            if run:
                parts.extend(self._run(run))
                run = []
            if child is None or (isinstance(child, Token) and child.type == "AND"):
                continue
            if is_section(child):
                sections.append(section_kind(child))
            else:
                parts.append(self._unit(child))
        return self._in_sections(parts, sections, node)

    def _in_sections(self, parts: list[Query], sections: list[str], node: Tree[Token]) -> Query:
        if sections and not any(True for part in parts if not isinstance(part, Nothing)):
            raise QuerySyntaxError("section: needs a word beside it", position=start_of(node), expected=("a word",))
        query: Query = parts[0] if len(parts) == 1 else And(tuple(parts))
        for section in sections:
            query = with_section(query, section)
        return query

    def _unit(self, node: Node) -> Query:
        if isinstance(node, Token):
            return self._token(node)
        if node.data == "negated":
            return Not(self._unit(node.children[1]))
        if node.data == "group":
            return self._group(node)
        if node.data == "context":
            return self._context(node)
        return simplified(And(tuple(self._value(node, [], None)))) if node.data == "value" else self._field(node)

    def _token(self, token: Token) -> Query:
        if token.type == "WORD":
            return simplified(And(tuple(self._run([token]))))
        if token.type == "PHRASE":
            return self._phrase(token)
        if token.type == "CODE":
            return self._code(token)
        return Nothing()  # a lone comparator says nothing

    def _group(self, node: Tree[Token]) -> Query:
        inside = self._either(node.children[1])
        closing = node.children[2]
        if not (isinstance(closing, Token) and closing.type == "RPAR_SENTENCE"):
            return inside
        parts = inside.parts if isinstance(inside, And) else (inside,)
        if not all(fits_sentence(part) for part in parts):
            raise QuerySyntaxError(
                "one sentence holds words, phrases and concepts only", position=start_of(node), expected=("a word",)
            )
        return SameSentence(parts)

    def _context(self, node: Tree[Token]) -> Query:
        name = str(node.children[0]).rstrip().rstrip(":").strip().lower()
        contexts = CONTEXT_NAMES[name]
        before = len(self.leaves)
        query = with_contexts(self._unit(node.children[1]), contexts)  # type: ignore[arg-type]
        self.leaves[before:] = [with_contexts(leaf, contexts) for leaf in self.leaves[before:]]  # type: ignore[arg-type]
        return query

    def _run(self, run: list[Token]) -> list[Query]:
        """A run of bare words, with cues read as contexts."""
        words = [str(token) for token in run]
        cues = find_cues([word.lower() for word in words]) if self._cues else []
        parts: list[Query] = []
        place = 0
        for cue in cues:
            parts.extend(self._words(run[place : cue.first]))
            parts.extend(self._cued(run, cue))
            place = cue.end
        parts.extend(self._words(run[place:]))
        return parts

    def _cued(self, run: list[Token], cue: Cue) -> list[Query]:
        reach = [
            token for token in run[cue.last : cue.end] if fold(token.strip(".,;")) not in ("ni", "et", "ou", "nor")
        ]
        found = self._words(reach, contexts=(cue.context,))
        if found:
            self.notice(
                "context_read",
                **_divided(" ".join(run[cue.first : cue.last]), " ".join(run[cue.last : cue.end])),
                context=cue.context,
            )
        return found

    def _words(self, run: Sequence[Token], *, contexts: tuple[ContextClass, ...] = DEFAULT_CONTEXTS) -> list[Query]:
        kept = [token for token in run if not self._links(token)] or list(run)
        self._ignored += [
            token.strip(".,;:").lower() for token in run if token not in kept and fold(token) not in _JOINING
        ]
        if not self.capitals:
            self.small_operators += [
                (token.start_pos or 0, token.end_pos or 0) for token in run if is_small_operator(token, self._lang)
            ]
        parts: list[Query] = []
        reads = list(self._read_words(kept))
        if len(self.leaves) + len(reads) > MAX_LEAVES:
            raise refusal("clauses")  # before names are looked for, which takes 8 ms a word
        offered = self._names.offered(run, self._text) if self._names is not None else {}
        for words, read in reads:
            query = with_contexts(read, contexts)
            if isinstance(query, Nothing):
                continue
            concepts, named = offered.get(words[0].start_pos or 0, ((), ""))
            self.add_leaf(query, " ".join(words), concepts=concepts, named=named)
            parts.append(query)
        return parts

    def _read_words(self, kept: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Query]]:
        """Each word with its query; an adverb with its participle is one."""
        place = 0
        while place < len(kept):
            pair = kept[place : place + 2]
            together = self._stand_together(pair)
            qualified = qualified_query(*pair, lang=self._lang) if together else None
            denied = self._denied(*pair) if together else None
            if qualified is not None:
                self.notice("expression_read", words=" ".join(pair), read=render(qualified, self._lang))
                yield pair, qualified
            elif denied is not None:
                yield pair[1:], denied
            else:
                self._hint(pair[0])
                yield pair[:1], self._denied("", pair[0]) or self._word(pair[0])
            place += 1 if qualified is None and denied is None else 2

    def _word(self, token: Token) -> Query:
        return word_query(token, lang=self._lang, position=token.start_pos or 0, capitals=self.capitals)

    def _denied(self, before: str, token: Token) -> Query | None:
        """The query of `non fumeur`, or of `non-fumeur` as one token, where it is read as a context."""
        cue, word = (before, str(token)) if before else (token[:4], token[4:])
        if not self._cues or fold(cue).rstrip("-") != "non" or (not before and not cue.endswith("-")):
            return None
        found = denied_query(self._word(Token.new_borrow_pos("WORD", word, token)), word) if word else None
        if found is not None:
            self.notice("context_read", cue=cue, context="negated", words=word)
        return found

    def _stand_together(self, pair: Sequence[Token]) -> bool:
        """Whether two words have nothing but a space between them."""
        return len(pair) == 2 and self._text[pair[0].end_pos : pair[1].start_pos] == " "

    def _links(self, token: Token) -> bool:
        return is_linking(token, self._lang, capitals=self.capitals)

    def _hint(self, token: Token) -> None:
        if match := re.fullmatch(r"([^\W\d_]+):\S+", token):
            self.notice("unknown_field", name=match[1])

    def _phrase(self, token: Token) -> Query:
        match = re.fullmatch(r'["«“]([^"»”]*)["»”](?:@([A-Za-z]+)|~(\d*))?', token)
        assert match is not None
        inside, mark, slop = match.groups()
        position = token.start_pos or 0
        if mark is not None:
            return self._concept_of(inside.strip(), mark, position, str(token))
        distance = None if slop is None else int(slop[:4] or 5)
        if distance is not None and distance > MAX_SLOP:
            raise refusal("distance")
        query = phrase_query(inside, lang=self._lang, slop=distance, capitals=self.capitals)
        if not isinstance(query, Nothing):
            self.add_leaf(query, str(token))
        return query

    def _concept_of(self, term: str, mark: str, position: int, text: str) -> Query:
        if mark != "concept":
            raise QuerySyntaxError(f"nothing is called @{mark}", position=position, expected=("@concept",))
        matches = self._concepts.search(term, limit=5) if self._concepts is not None else []
        best = [match for match in matches if match.score >= 0.9 and match.score == matches[0].score]
        if not best:
            raise QuerySyntaxError("no concept has this name", position=position, expected=("a term of a terminology",))
        found = [concept_query(match.concept) for match in best]
        query: Query = found[0] if len(found) == 1 else Or(tuple(found))
        self.add_leaf(query, text, concepts=tuple(f"{m.concept.system}:{m.concept.code}" for m in best))
        return query

    def _code(self, token: Token) -> Query:
        system, _, code = token.partition(":")
        system, alone, code = system.upper().replace("-", ""), code.startswith("="), code.lstrip("=")
        known = self._concepts.systems() if self._concepts is not None else _SYSTEMS_WITHOUT_CATALOGUE
        code = code.upper().replace(".", "")
        concept = self._concepts.concept(system, code) if self._concepts is not None else None
        if concept is None and system not in known:
            self.notice("unknown_field", name=system)
            return simplified(And(tuple(self._words([token]))))
        if self._concepts is not None and concept is None:
            raise QuerySyntaxError(
                f"{system} has no such code", position=token.start_pos or 0, expected=(f"a code of {system}",)
            )
        if concept is None:
            query: Query = ConceptIs(system, code, alone=alone)
        elif concept.members:
            query, system, code = concept_query(concept), concept.system, concept.code
        else:
            query = ConceptIs(system, code, alone=alone, label=concept.label)
        self.add_leaf(query, str(token), concepts=(f"{system}:{code}",))
        return query

    def _value(self, node: Tree[Token], run: list[Token], following: Node | None) -> list[Query]:
        """A value criterion, with the words before it that are not part of its name."""
        name, sign, number = (token for token in node.children if isinstance(token, Token))
        unit = str(following) if isinstance(following, Token) and UNIT.match(following) else ""
        found = read_value(
            run, str(name), str(sign), str(number), unit, analytes=self._analytes, position=number.start_pos or 0
        )
        if found is None:
            return self._run([*run, name, number])
        kept = run[: len(run) - found.words_before]
        first = run[len(kept)] if found.words_before else name
        last = following if unit and isinstance(following, Token) else number
        whole = self._text[first.start_pos : last.end_pos]
        parts = self._run(kept) if kept else []
        self._say_value(found, whole, last.end_pos or 0, f"{name} {number}{f' {unit}' if unit else ''}")
        self.add_leaf(found.query, whole)
        return [*parts, found.query]

    def _say_value(self, found: ReadValue, whole: str, end: int, as_words: str) -> None:
        """How a value was read, with the query in another unit where none was given; or that nothing so called is measured."""
        if not isinstance(found.query, ValueIs):
            return
        before, after = self._typed[: end - len(whole)], self._typed[end:]
        if not found.known:
            name = as_words.split()[0]
            self.notice("value_unknown", name=name, words=as_words, instead=f"{before}{as_words}{after}")
            return
        analyte, value = found.query.analyte, found.query.value
        read = f"{analyte} {found.query.comparator} {value:g} {found.unit}".strip()
        others = self._analytes.other_units(analyte, value) if self._analytes and not found.given else ()
        offered = {"unit": others[0], "instead": f"{before}{whole} {others[0]}{after}"} if others else {}
        self.notice("value_read", words=whole, read=read, **offered)

    def _field(self, node: Tree[Token]) -> Query:
        name, *values = (token for token in node.children if isinstance(token, Token))
        field = FIELD_NAMES[str(name).rstrip().rstrip(":").strip().lower()]
        sign = comparator_of(str(values[0])) if len(values) > 1 else ""
        value, position = str(values[-1]), values[-1].start_pos or 0
        if field == "title":
            query = self._title(values[-1])
        elif field == "date":
            query = date_criterion(unquoted(value), sign, position=position)
        elif field == "age":
            query = age_criterion(unquoted(value), sign, position=position)
        else:
            query = record_criterion(field, unquoted(value), position)
        if field != "title":
            self.add_leaf(query, f"{name}{sign}{value}")
        return query

    def _title(self, token: Token) -> Query:
        before = len(self.leaves)
        query = with_section(self._token(token) if token.type == "PHRASE" else self._unit(token), TITLE_SECTION)
        self.leaves[before:] = [with_section(leaf, TITLE_SECTION) for leaf in self.leaves[before:]]
        return query


def _divided(cue: str, words: str) -> dict[str, str]:
    """A cue and its words, with an elided particle (`pas d'allergie`) on the side of the cue."""
    elided = re.match(r"(?i)[dl]['’]", words)
    return {"cue": f"{cue} {elided[0]}", "words": words[2:]} if elided else {"cue": cue, "words": words}


def _is_unit_of(children: Sequence[Node | None], place: int) -> bool:
    """Whether the word at ``place`` is the unit of the value just before it."""
    before, word = children[place - 1] if place else None, children[place]
    return isinstance(before, Tree) and before.data == "value" and UNIT.match(str(word)) is not None
