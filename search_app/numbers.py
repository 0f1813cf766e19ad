"""Numbers in the reader's language: 1 018 documents, 1,018 documents, 1 document."""

from __future__ import annotations

import re

from flask_babel import format_decimal, get_locale, get_translations

_BEFORE = re.compile(r" (?=[:;?!»]|%%)|(?<=«) ")


def number(value: float) -> str:
    return str(format_decimal(value))


def tied(text: str) -> str:
    """French text whose signs stay on the line of the word before them: `95 %`, `Lot :`, `« HTA »`."""
    return _BEFORE.sub("\u00a0", text) if str(get_locale()) == "fr" else text


def plural(one: str, many: str, num: int, **values: object) -> str:
    """A sentence with a number; ``one`` and ``many`` are translated and chosen by the language's own rule."""
    text = tied(get_translations().ungettext(one, many, num))
    return str(text % ({"num": number(num)} | values))
