"""Brings the translations of the pages up to date: extract, merge, compile.

    python -m tools.translations

French strings in code and templates are the source; ``translations/en`` holds the English ones, and ``translations/fr``
only the plural forms, since French counts nought with one. A string without a translation is said, and exit is 1.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).parent.parent / "search_app"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "ngettext": (1, 2), "plural": (1, 2)}
LANGUAGES = ("en", "fr")


def extracted() -> Catalog:
    """Every string of the pages."""
    catalog = Catalog(project="Klask", version="", copyright_holder="", charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(str(ROOM), METHODS, keywords=KEYWORDS):
        catalog.add(message, context=context)
    return catalog


def folder(language: str) -> Path:
    return ROOM / "translations" / language / "LC_MESSAGES"


def read(language: str) -> Catalog:
    path = folder(language) / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)


def merged(language: str) -> Catalog:
    """The kept translations of the strings that there are now; for French the plural forms, which translate themselves."""
    kept, catalog = read(language), Catalog(locale=language, project="Klask", version="", fuzzy=False)
    for message in extracted():
        if message.id and (language != "fr" or message.pluralizable):
            old = kept.get(message.id, message.context)
            string = message.id if language == "fr" else old.string if old else ""
            catalog.add(message.id, string, context=message.context)
    return catalog


def po_text(catalog: Catalog) -> bytes:
    """The file without dates and names, so that it changes only with its strings."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, sort_output=True, width=120, no_location=True)
    dated = (
        b'"POT-Creation',
        b'"PO-Revision',
        b'"Last-Translator',
        b'"Language-Team',
        b'"Report',
        b'"Generated',
        b"# ",
    )
    return b"".join(line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def mo_bytes(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Strings that have no translation."""
    bare = []
    for message in catalog:
        parts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(parts):
            bare.append(str(message.id))
    return bare


def main() -> int:
    bare: list[str] = []
    for language in LANGUAGES:
        catalog = merged(language)
        folder(language).mkdir(parents=True, exist_ok=True)
        text = po_text(catalog)
        (folder(language) / "messages.po").write_bytes(text)
        (folder(language) / "messages.mo").write_bytes(mo_bytes(read_po(io.BytesIO(text), locale=language)))
        bare += [f"{language}: {message}" for message in missing(catalog)]
    print(*bare, sep="\n", file=sys.stderr)
    return 1 if bare else 0


if __name__ == "__main__":
    sys.exit(main())
