"""What a query finds in a sentence: a table that a clinician can read and extend. `+` found, `-` not found."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from clinical.annotations import AnnotatedDocument, Assertion, ContextSpan, Measurement, Reading, Sentence
from clinical.changes import Change
from clinical.documents import Document, Mask
from indexer import Engine, open_engine
from indexer.query_language import parse

PAIRS = """
+ fièvre | Fièvre à 39.
+ fievre | FIÈVRES
+ sans fièvre | {n:Sans fièvre.}
- sans fièvre | Fièvre à 39.
- fièvre | {n:Sans fièvre.}
+ pas d'embolie | {n:Pas d'embolie pulmonaire.}
- pas d'embolie | Embolie pulmonaire.
+ "sans fièvre" | Patient sans fièvre depuis hier.
+ l'œdème | OEDEME des membres inférieurs.
+ oedeme | L'œdème a régressé.
+ insulino-dépendant | Diabète insulinodépendant.
+ insulinodépendant | Diabète insulino-dépendant.
+ insulino-dépendant | Diabète insulino dépendant.
- insulino-dépendant | Dépendant de son entourage, refuse l'insulino thérapie.
+ "HbA1c > 9" | Une HbA1c > 9 % impose un traitement.
+ HbA1c > 9 | {v:HbA1c à 9,6 %.}
- HbA1c > 10 | {v:HbA1c à 9,6 %.}
+ 9,5 | Glycémie 9.5 mmol/l.
- 9 | Glycémie 9,5 mmol/l.
+ 1/2 cp | Préviscan 1/2 cp le soir.
+ 1/2 cp | Préviscan ½ cp le soir.
- 1/2 cp | Préviscan 2 cp le 1er jour.
+ N-terminal | Fragment N-terminal du pro-BNP.
- N-terminal | Cancer terminal, stade N+.
+ I10 | HTA (I10).
- I10 | Groupe I, 10 patients.
+ c-erbB2 | Surexpression de c-erbB2.
+ c-erbB2 | Surexpression de cerbB2.
+ 75 mg | Kardégic 75mg par jour.
+ 75mg | Kardégic 75 mg par jour.
+ hta | H.T.A. ancienne.
+ LES | Suivie pour un LES.
- LES | Les jambes et les bras.
- les | Suivie pour un LES sans atteinte.
+ les jambes | Douleur des jambes.
+ IRA | IRA fonctionnelle.
- IRA | Elle ira mieux.
+ bêta-bloquant | Sous β-bloquants.
+ bêtabloquant | Sous bêtabloquant.
+ insuffisance | Une insuffi-
sance rénale.
+ rénal | Atteinte rénale.
- goût | Crise de goutte.
- =fièvre | Fièvres au retour.
+ =fièvre | FIEVRE.
+ cardi* | Cardiomyopathie.
+ cardi% | Cardiologie.
+ f?evre | Fièvre.
+ insufisance~ | Insuffisance.
+ "embolie pulmonaire" | Embolie
pulmonaire bilatérale.
+ "crise d'asthme" | Crise d’asthme aiguë.
- "embolie pulmonaire" | Embolie graisseuse puis œdème pulmonaire.
- "embolies pulmonaires" | Embolie pulmonaire.
+ "embolie droite"~3 | Embolie pulmonaire segmentaire droite.
+ "droite embolie"~3 | Embolie pulmonaire segmentaire droite.
- "embolie droite"~1 | Embolie pulmonaire segmentaire droite.
- embolie segmentaire | Embolie {n:non segmentaire}
+ tout:segmentaire | {n:non segmentaire}
+ suspicion d'EP | {h:Suspicion d'EP.}
- suspicion d'EP | EP bilatérale.
+ ATCD d'AVC | {p:ATCD : AVC.}
+ antécédent familial de cancer du sein | {f:Mère : cancer du sein.}
- antécédent familial de cancer du sein | Cancer du sein.
+ avc | {p:AVC en 2010.}
- avc | {f:AVC chez le père.}
+ (embolie droite)@phrase | Embolie à droite. Gauche libre.
- (embolie gauche)@phrase | Embolie à droite. Gauche libre.
+ embolie gauche | Embolie à droite. Gauche libre.
- nom | Vu par [NOM] ce jour.
- "vu par ce jour" | Vu par [NOM] ce jour.
+ "vu par" | Vu par [NOM] ce jour.
+ toux SAUF fièvre | Toux. {n:Pas de fièvre.}
- toux SAUF fièvre | Toux et fièvre.
+ toux OU fièvre | Toux.
- toux ET fièvre | Toux.
+ EMBOLIE PULMONAIRE | Embolie pulmonaire.
+ EP sous AOD | EP. AOD à vie.
- EP =sous AOD | EP. AOD à vie.
- "EP sous AOD" | EP. AOD à vie.
+ lombalgies mal équilibrées | Lombalgies, mal équilibrées.
- hta mal équilibrée | HTA, bon équilibre. Dur au mal.
+ hta mal équilibrée | HTA très mal équilibré par trithérapie.
+ hta mal équilibrée | HTA déséquilibrée.
+ hta mal équilibrée | HTA mal contrôlée.
- hta bien équilibrée | HTA mal contrôlée.
+ hta bien équilibrée | HTA bien contrôlée.
"""

_CLASSES = {
    "n": Assertion(negated=True),
    "h": Assertion(hypothetical=True),
    "p": Assertion(historical=True),
    "f": Assertion(family=True),
}


def _pairs() -> list[tuple[bool, str, str]]:
    rows: list[tuple[bool, str, str]] = []
    for line in PAIRS.strip("\n").split("\n"):
        if line[:2] in ("+ ", "- ") and " | " in line:
            query, _, sentence = line[2:].partition(" | ")
            rows.append((line[0] == "+", query, sentence))
        else:
            rows[-1] = (*rows[-1][:2], rows[-1][2] + "\n" + line)
    return rows


def sentence(marked: str) -> AnnotatedDocument:
    """The document of one sentence: `{n:…}` negated, h hypothetical, p past, f family, `{v:HbA1c à …}` a value."""
    text, contexts, values, rest = "", [], [], marked
    while "{" in rest:
        before, _, rest = rest.partition("{")
        inside, _, rest = rest.partition("}")
        text += before
        start = len(text)
        text += inside[2:]
        if inside[0] == "v":
            values.append(Measurement(start, len(text), "HbA1c", float(inside.split()[-2].replace(",", ".")), "%"))
        else:
            contexts.append(ContextSpan(start, len(text), _CLASSES[inside[0]]))
    text += rest
    stops = [0, *(i + 2 for i in range(len(text)) if text[i : i + 2] == ". "), len(text)]
    place = text.find("[NOM]")
    masks = (Mask(place, place + 5, "NOM"),) if place >= 0 else ()
    reading = Reading(
        contexts=tuple(contexts),
        measurements=tuple(values),
        sentences=tuple(Sentence(a, b) for a, b in pairwise(stops)),
    )
    return AnnotatedDocument(document=Document(doc_id="d", patient_id="p", text=text, masks=masks), reading=reading)


@pytest.fixture(scope="module", params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(request.param, tmp_path_factory.mktemp("index") / "index")
    changes = []
    for number, (_, _, marked) in enumerate(_pairs()):
        annotated = sentence(marked)
        document = annotated.document
        changes.append(Change(number + 1, f"d-{number}", AnnotatedDocument(
            document=Document(doc_id=f"d-{number}", patient_id="p", text=document.text, masks=document.masks),
            reading=annotated.reading)))  # fmt: skip
    engine.apply(changes)
    return engine


@pytest.mark.parametrize(("number", "found", "query"), [(n, f, q) for n, (f, q, _) in enumerate(_pairs())])
def test_pair(engine: Engine, number: int, found: bool, query: str) -> None:
    assert (f"d-{number}" in set(engine.documents(parse(query).query))) == found


def test_the_table_has_its_forty_pairs() -> None:
    assert len(_pairs()) >= 40


def test_the_engine_has_a_place(tmp_path: Path) -> None:
    assert open_engine("memory", tmp_path).name == "memory"
