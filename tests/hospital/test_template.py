"""The template language: words and truth come out together."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from hospital import noise
from hospital.documents import write
from hospital.lexicon import lexicon
from hospital.notes import Note
from hospital.scene import Scene
from hospital.slots import SLOTS
from hospital.stories import story
from hospital.template import Mark, compiled, elides, settled, short

STORY = story("a test", names="test", sites=2, target=4, key="idm")


def scene(*, female: bool = False, seed: int = 1) -> Scene:
    from hospital.documents import _scene

    made = _scene(Random(seed), STORY, STORY.happenings[0], STORY.plan[0], "cardio")
    made.female = female
    return made


def rendered(template: str, **options: bool) -> list[str | Mark]:
    made = scene(**options)
    made.say(template)
    return settled(made.out)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Pas d~{R50.9-|fièvre}", "Pas de fièvre"),
        ("Pas d~{R60.0-|œdème}", "Pas d'œdème"),
        ("sur d~{I10|HTA}", "sur d'HTA"),
        ("cure d~{K40.9|hernie}", "cure de hernie"),
        ("suspicion d~[|]{I26.9?|embolie}", "suspicion d'embolie"),
        ("[seul]<e>", "seul"),
        ("\\[X\\] oui\\nnon", "[X] oui\nnon"),
        ("LDL < 0,55 et > 1", "LDL < 0,55 et > 1"),
    ],
)
def test_words(template: str, text: str) -> None:
    assert "".join(p if isinstance(p, str) else p.surface for p in rendered(template)) == text


def test_sex_decides_forms() -> None:
    assert rendered("<il/elle> est né<e>, <un patient/une patiente>") == ["il est né, un patient"]
    assert rendered("<il/elle> est né<e>, <un patient/une patiente>", female=True) == ["elle est née, une patiente"]


@pytest.mark.parametrize(
    ("template", "ctx"),
    [
        ("{I10|HTA}", ""),
        ("{I10-|HTA}", "neg"),
        ("{I10?|HTA}", "hyp"),
        ("{I10*|HTA}", "hist"),
        ("{I10^-|HTA}", "neg,fam"),
    ],
)
def test_signs_are_contexts(template: str, ctx: str) -> None:
    assert rendered(template) == [Mark("HTA", "CIM10", "I10", ctx)]


def test_system_follows_from_the_code() -> None:
    assert [p.label for p in rendered("{C07AB07|bisoprolol}{C50.9|cancer}{A12AX|calcium}") if isinstance(p, Mark)] == [
        "ATC",
        "CIM10",
        "ATC",
    ]


def test_an_open_bracket_is_an_error() -> None:
    with pytest.raises(ValueError, match="unclosed"):
        compiled("[a|b")
    with pytest.raises(ValueError, match="unclosed"):
        compiled("{I10|HTA")


def test_as_many_lines_as_asked() -> None:
    asked: list[tuple[str, int, bool]] = []
    made = scene()
    made.include = lambda name, times, lines: asked.append((name, times, lines))
    made.say("&exam&cours_plus*12&res_plus3")
    assert asked == [("exam", 1, False), ("cours_plus", 12, True), ("res_plus", 3, False)]


def test_short_forms_leave_concepts_alone() -> None:
    made = scene()
    short("Vu avec {R50.9|fièvre depuis hier}, [sans avis|sans avis] dans $n(2,2) jours")(made)
    words = [p if isinstance(p, str) else p.surface for p in settled(made.out)]
    assert words[1] == "fièvre depuis hier"
    assert "avec" not in words[0] and "dans" not in words[2]


def test_wrapped_lines_keep_every_word_and_mark() -> None:
    pieces: list[str | Mark] = [
        "Vu le ",
        Mark("12 mars 2020", "DATE"),
        " pour une ",
        Mark("embolie pulmonaire", "CIM10", "I269"),
        " " + "mot " * 40 + "fin",
    ]
    for hyphens in (False, True):
        done = noise.wrapped(Random(1), list(pieces), 30, hyphens)
        assert len(done) == len(pieces) and all(m.surface == m.surface.strip() for m in done if isinstance(m, Mark))
        text = "".join(p if isinstance(p, str) else p.surface for p in done)
        assert max(map(len, text.split("\n"))) < 45
        assert text.replace("-\n", "").replace("\n", " ") == "".join(
            p if isinstance(p, str) else p.surface for p in pieces
        )


def test_old_software_has_no_accents() -> None:
    assert noise.bare(["Œdème – déjà vu à l’hôpital, cœur", Mark("ÉLÉONORE", "PRENOM")]) == [
        "OEdeme – deja vu a l’hopital, coeur",
        Mark("ELEONORE", "PRENOM"),
    ]
    assert noise.bare(["déjà là"]) == ["deja la"]


def test_a_choice_says_nothing_against_the_note() -> None:
    for seed in range(20):
        made = scene(seed=seed)
        made.say("Pas d~{I26.9-|embolie}. [{I26.9|EP}|{I50.9|IC}]")
        assert [p.code for p in made.out if isinstance(p, Mark)] == ["I269", "I509"]


def test_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered("$inconnu")


@pytest.mark.parametrize("word", ["hypertension", "HTA", "épilepsie", "œdème"])
def test_elided(word: str) -> None:
    assert elides(word)


@pytest.mark.parametrize("word", ["hernie", "hanche", "Horton", "BPCO", ""])
def test_not_elided(word: str) -> None:
    assert not elides(word)


def test_every_dose_can_be_written() -> None:
    for key, entry in lexicon().items():
        for dose in entry.doses:
            made = scene()
            made.say(dose)
            assert made.out, key


def test_slots_mark_identifiers() -> None:
    for name, label in [
        ("ipp", "IPP"),
        ("nda", "NDA"),
        ("nir", "SECU"),
        ("finess", "FINESS"),
        ("rpps", "RPPS"),
        ("naiss", "DATE_NAISSANCE"),
        ("d", "DATE"),
    ]:
        assert name in SLOTS
        assert [p.label for p in rendered(f"${name}") if isinstance(p, Mark)] == [label]


def test_great_age_is_an_identifier() -> None:
    made = scene()
    made.written = date(made.person.birth.year + 95, 12, 31)
    made.say("$age")
    assert made.out == [Mark("95 ans", "AGE90")]


def test_same_seed_same_note() -> None:
    notes: list[Note] = [write(STORY, 1, seed="x", doc_id="a") for _ in range(2)]
    assert notes[0] == notes[1]
