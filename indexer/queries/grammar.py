"""The grammar of the search box, and the words in which a syntax error says what was expected."""

from __future__ import annotations

from functools import lru_cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from clinical.annotations import CONTEXT_CLASSES
from clinical.errors import QuerySyntaxError

FIELD_NAMES = {
    "type": "type", "service": "unit", "unit": "unit", "unité": "unit", "unite": "unit", "date": "date", "age": "age",
    "âge": "age", "sexe": "sex", "sex": "sex", "titre": "title", "title": "title", "section": "section",
    "langue": "lang", "lang": "lang", "source": "source", "lot": "lot", "séjour": "stay", "sejour": "stay",
    "stay": "stay", "patient": "patient",
}  # fmt: skip
"""What a person may write before a colon, and the record field that it means."""

CONTEXT_NAMES = {
    "nié": ("negated",), "nie": ("negated",), "negated": ("negated",),
    "hypothèse": ("hypothetical",), "hypothese": ("hypothetical",), "hypothesis": ("hypothetical",),
    "famille": ("family",), "family": ("family",),
    "famille-niée": ("family_negated",), "famille-niee": ("family_negated",), "family-negated": ("family_negated",),
    "antécédent": ("past",), "antecedent": ("past",), "antécédents": ("past",), "past": ("past",), "history": ("past",),
    "présent": ("present",), "present": ("present",),
    "tout": CONTEXT_CLASSES,
    "all": CONTEXT_CLASSES,
}  # fmt: skip
"""What a person may write before a colon to ask for a context."""

_GRAMMAR = r"""
start: or_expr?
or_expr: and_expr (OR and_expr)*
and_expr: term (AND? term)*
?term: NOT term -> negated | unit
?unit: group | value | field | context | PHRASE | CODE | WORD | CMP
group: LPAR or_expr (RPAR | RPAR_SENTENCE)
value: WORD CMP WORD
field: FIELD (RANGE | PHRASE | WORD | CMP WORD)
context: CONTEXT unit

AND.5: /(?:ET|AND)(?=[\s("«“]|$)/
OR.5: /(?:OU|OR)(?=[\s("«“]|$)/
NOT.5: /(?:SAUF|NOT)(?=[\s("«“]|$)/
FIELD.4: /(?i:%(fields)s)\s?:(?!\S*\/\/)\s*/
CONTEXT.4: /(?i:%(contexts)s)\s?:\s*/
CODE.3: /[A-Z][A-Z0-9_]{1,19}(?:-?10)?:=?[A-Za-z0-9][A-Za-z0-9.+\-]*/
PHRASE.3: /(?:"[^"]*"|«[^»]*»|“[^”]*”)(?:@[A-Za-z]+|~\d*)?/
RANGE.3: /\[[^\[\]]*\]/
CMP.3: /[<>]=?|[≤≥]|=(?=\s)/
LPAR: "("
RPAR_SENTENCE.2: /\)@(?:phrase|sentence)\b/
RPAR: ")"
WORD: /[^\s()"«»“”\[\]<>≤≥]+/
%%ignore /\s+/
"""

_EXPECTED = {
    "WORD": "a word", "PHRASE": '"a phrase"', "LPAR": "(", "RPAR": ")",
    "OR": "OU", "AND": "ET", "NOT": "SAUF", "FIELD": "field:", "CONTEXT": "context:", "CODE": "SYSTEM:CODE",
    "RANGE": "[from TO to]", "CMP": "> or <", "$END": "the end",
}  # fmt: skip


def _names(names: dict[str, object]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = _GRAMMAR % {"fields": _names(dict(FIELD_NAMES)), "contexts": _names(dict(CONTEXT_NAMES))}
    return Lark(grammar, parser="lalr", lexer="basic", maybe_placeholders=False)


_OPERATOR_WORDS = {"AND", "OR", "NOT"}


def tree_of(text: str) -> Tree[Token]:
    """The syntax tree of a query.

    Raises:
        QuerySyntaxError: with the place in ``text`` and what could stand there.
    """
    try:
        return _parser().parse(text)
    except UnexpectedToken as error:
        raise _token_error(error, text) from None
    except UnexpectedCharacters as error:
        raise _character_error(error, text) from None
    except (UnexpectedEOF, UnexpectedInput) as error:
        raise QuerySyntaxError(
            "the query ends too early", position=len(text), expected=("a word",), at_end=True
        ) from error


def _expected(names: set[str]) -> tuple[str, ...]:
    order = list(_EXPECTED)
    known = sorted((name for name in names if name in _EXPECTED), key=order.index)
    return tuple(_EXPECTED[name] for name in known[:4])


def _token_error(error: UnexpectedToken, text: str) -> QuerySyntaxError:
    token = error.token
    expected = _expected(set(error.accepts or error.expected))
    if token.type == "$END":
        reason = "a bracket is not closed" if text.count("(") > text.count(")") else "something is missing"
        return QuerySyntaxError(reason, position=len(text), expected=expected, at_end=True)
    position = token.start_pos or 0
    if token.type in _OPERATOR_WORDS:
        return QuerySyntaxError(f"{token} has nothing to join here", position=position, expected=expected)
    if token.type in ("RPAR", "RPAR_SENTENCE"):
        return QuerySyntaxError("this bracket closes nothing, or an empty one", position=position, expected=expected)
    return QuerySyntaxError("this cannot stand here", position=position, expected=expected)


def _character_error(error: UnexpectedCharacters, text: str) -> QuerySyntaxError:
    position = error.pos_in_stream or 0
    if text[position : position + 1] in ('"', "«", "»", "“", "”"):
        return QuerySyntaxError("this quotation mark has no partner", position=position, expected=('"a phrase"',))
    return QuerySyntaxError(
        "this bracket belongs to a field or closes nothing", position=position, expected=("a word",)
    )
