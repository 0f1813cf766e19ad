"""Rebuild deid/data/terms.txt: the words of the clinical lexicon that neither the medical words nor the brands hold.

    python tools/build_medicine_words.py

De-identification may not read the terminologies (a room imports only rooms below it), but it must know that `Stromectol`
and `leucopathie` are no names. Folded words of four letters or more, sorted, twelve a line.
"""

from __future__ import annotations

import re
from pathlib import Path

from language.folding import fold
from language.words import Words
from terminologies.lexicon import expand, files, read

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "deid" / "data" / "terms.txt"
HEAD = "# Words of the clinical lexicon (medicines, diseases, signs), folded; made by tools/build_medicine_words.py, not by hand."
WORD = re.compile(r"[^\W\d_]{4,}")
PLACES = "nonmedical_blocks.tsv"
"""The file of places, units and associations."""
SHORT = 5
"""Shorter words (`cath`, `synto`) are taken from the medicines alone."""
COMMON = 4.0
"""From this zipf frequency on a word of the lexicon is an ordinary word, and known as such."""


def main() -> None:
    """Write the list."""
    words = Words("fr")
    eponyms = {part for name in words.eponyms() for part in re.findall(r"[a-z]+", fold(name))}
    brands = (ROOT / "deid" / "data" / "brands.txt").read_text(encoding="utf-8").split()
    known = {*words.medical(), *eponyms, *brands}
    kept = sorted(word for word in _words() - known if word.isascii() and words.zipf(word) < COMMON)
    lines = [" ".join(kept[i : i + 12]) for i in range(0, len(kept), 12)]
    TARGET.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")


def _words() -> set[str]:
    """All words of the lexicon; capitalised ones of medicines alone, since elsewhere they are the names of people and bodies."""
    found: set[str] = set()
    for line in read(path for path in files() if path.name != PLACES):
        drugs = "drug" in line.file
        for form in line.forms:
            for whole in expand(form):
                found |= {
                    fold(w)
                    for w in WORD.findall(whole)
                    if drugs or (len(w) >= SHORT and not (w.istitle() or w.isupper()))
                }
    return found


if __name__ == "__main__":
    main()
