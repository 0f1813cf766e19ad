"""The concepts that the notes speak of: code and surfaces, drugs with doses (``data/lexicon.txt``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

MASCULINE = frozenset(
    """essoufflement infarctus idm oap œdème tabagisme dt2 diabète dnid avc ait aic accident malaise amaigrissement cancer carcinome
    adénocarcinome k rhume syndrome état angor épanchement pneumothorax hématome purpura rash prurit choc sepsis déficit trouble épisode
    saos rac aaa bav bloc reflux rgo rétrécissement anévrisme asthme paludisme zona sevrage lymphome myélome psoriasis eczéma érysipèle
    ulcère éthylisme tremblement ictère méléna adénome calcul glaucome fibrome myome led lnh saignement""".split()
)
"""Head words of the lexicon's surfaces that are masculine; the other heads are feminine."""
SINGULAR_IN_S = frozenset({"infarctus", "sepsis", "zona", "psoriasis"})


def fits(surface: str, gender: str) -> bool:
    """Whether a surface can stand after `un` (gender m) or `une` (f): right gender, singular."""
    head = surface.split(" ")[0].split("'")[0].lower().replace("oe", "œ")
    plural = head.endswith("s") and head not in SINGULAR_IN_S
    return not plural and (head in MASCULINE) == (gender == "m")


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept: ``code`` without dot, ``surfaces`` as written, ``doses`` (templates) for drugs."""

    code: str
    surfaces: tuple[str, ...]
    doses: tuple[str, ...] = ()
    male: tuple[str, ...] = ()
    female: tuple[str, ...] = ()

    def after(self, gender: str) -> tuple[str, ...]:
        """The surfaces that fit a masculine (m) or feminine (f) article; all of them where none fits."""
        return (self.male if gender == "m" else self.female if gender == "f" else ()) or self.surfaces


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Entry]:
    """All entries by key.

    Raises:
        ValueError: a line cannot be read or a key stands twice.
    """
    entries: dict[str, Entry] = {}
    text = resources.files("hospital").joinpath("data/lexicon.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, _, rest = line.partition(" ")
        code, _, rest = rest.partition(" ")
        words, _, doses = rest.partition(" :: ")
        if not words or key in entries:
            raise ValueError(f"lexicon.txt, line {number}: doubled key or no surface")
        surfaces = tuple(w.strip() for w in words.split("|"))
        entries[key] = Entry(
            code.replace(".", ""),
            surfaces,
            tuple(d.strip() for d in doses.split(";") if d.strip()),
            tuple(w for w in surfaces if fits(w, "m")),
            tuple(w for w in surfaces if fits(w, "f")),
        )
    return entries
