"""Reads the pages as a person does: links by their words, and what a link asks."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import TestResponse

_LINK = re.compile(r'<a\b([^>]*)href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)


def links(answer: TestResponse) -> list[tuple[str, str]]:
    """(words, address) of every link; a label in an attribute counts as its words."""
    found = []
    for before, address, after, inside in _LINK.findall(answer.text):
        label = re.search(r'aria-label="([^"]*)"', before + after)
        words = label[1] if label else re.sub(r"<[^>]+>", " ", inside)
        found.append((" ".join(html.unescape(words).replace("\xa0", " ").split()), html.unescape(address)))
    return found


def address_of(answer: TestResponse, words: str) -> str:
    """The address of the one link whose words contain ``words``."""
    found = {address for said, address in links(answer) if words in said}
    assert len(found) == 1, (words, found)
    return found.pop()


def asked(address: str) -> str:
    """The query of a search address."""
    return parse_qs(urlsplit(address).query)["q"][0]
