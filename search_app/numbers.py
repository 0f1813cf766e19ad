"""Numbers in the reader's language: 1 018 documents, 1,018 documents, 1 document."""

from __future__ import annotations

from flask_babel import format_decimal, get_translations


def number(value: float) -> str:
    return str(format_decimal(value))


def plural(one: str, many: str, num: int, **values: object) -> str:
    """A sentence with a number; ``one`` and ``many`` are translated and chosen by the language's own rule."""
    text = get_translations().ungettext(one, many, num)
    return str(text % ({"num": number(num)} | values))
