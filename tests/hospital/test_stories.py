"""Stories hang together: order of time, ages, sexes, drugs."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from hospital import stream
from hospital.blockbook import book, pathways
from hospital.lexicon import lexicon
from hospital.pools import AGES, MODALITIES, PERIODS, lines_of
from hospital.sites import UNIT_NAMES
from hospital.states import rate_of
from hospital.stories import FIRST_DAY, LAST_DAY, story
from hospital.template import compiled

STORIES = [story(f"s{i}", names="test", sites=4, target=7) for i in range(900)]
OF_WOMEN = re.compile(r"^(?:O(?!28)|C5[1-8]|D25|N8[0-9]|N9[0-7])")
OF_MEN = re.compile(r"^(?:C61|C62|N4[0-9])")


def test_at_least_25_pathways_and_each_is_met() -> None:
    met = Counter(s.pathway for s in STORIES)
    assert len(met) >= 25
    assert set(met) == {k for k in pathways() if not k.startswith("en_")}


def test_events_are_in_order_and_within_ten_years() -> None:
    for one in STORIES:
        days = [h.day for h in one.happenings]
        assert days == sorted(days)
        assert days[0] >= FIRST_DAY and days[-1] <= LAST_DAY
        assert all(h.end >= h.day for h in one.happenings)
        assert one.person.birth <= days[0]


def test_documents_lie_within_or_after_their_event() -> None:
    for one in STORIES:
        assert [p.day for p in one.plan] == sorted(p.day for p in one.plan)
        for planned in one.plan:
            assert planned.day >= one.happenings[planned.happening].day


def test_ages_fit_the_pathway() -> None:
    for one in STORIES:
        low, high = pathways()[one.pathway].ages
        assert low - 1 <= one.person.age(one.happenings[0].day) <= high


def test_exactly_as_many_documents_as_asked() -> None:
    assert {len(s.plan) for s in STORIES} == {7}


def test_no_man_is_pregnant_and_no_woman_has_a_prostate() -> None:
    for note in stream(seed=31, documents=1500, names="test"):
        wrong = OF_MEN if note.head["patient"]["sex"] == "F" else OF_WOMEN
        child = date.fromisoformat(note.head["date"]).year - int(note.head["patient"]["birth_date"][:4]) < 1
        for concept in note.gold()["concepts"]:
            if "fam" not in concept["ctx"] and not child:
                assert not wrong.match(concept["code"]) or concept["ctx"] == ["neg"], (note.doc_id, concept)
                assert wrong is OF_MEN or not concept["code"].startswith("G03A"), (note.doc_id, concept)


def test_notes_are_not_dated_before_birth() -> None:
    for note in stream(seed=32, documents=800):
        assert note.head["date"] >= note.head["patient"]["birth_date"]
        assert note.head["stay"]["start"] <= note.head["stay"]["end"]


def test_pathways_name_known_topics_and_background() -> None:
    for path in pathways().values():
        assert set(path.background) <= set(lexicon())
        for step in path.steps:
            assert step.topic in book().topics
            assert all(f"sk_{d}" in book().pools for d in step.docs)


def test_every_template_compiles_and_names_known_concepts() -> None:
    lines = [x for t in book().topics.values() for ls in t.lines.values() for x in ls]
    lines += [x for ls in book().pools.values() for x in ls]
    assert len(lines) > 900
    for line in lines:
        for key in re.findall(r"%([A-Za-z]\w*)", line):
            assert key[0].lower() + key[1:] in lexicon(), line
        compiled(line)
    for topic in book().topics.values():
        assert set(topic.drugs) <= set(lexicon()), topic.key


def test_lines_belong_to_units_and_events_that_exist() -> None:
    ages, kinds = AGES | MODALITIES | PERIODS, {"stay", "visit", "mt"}
    known = set(UNIT_NAMES) | set(book().topics) | ages | kinds
    for line, place in book().places.items():
        assert {w.lstrip("-") for w in place if w[0] != "~"} <= known, line
        assert all(re.fullmatch(r"~[A-Z]\d\d", w) for w in place if w[0] == "~"), line


def test_no_line_stands_where_it_does_not_belong() -> None:
    lines = lines_of("palliatif", "info_plus", "")
    assert lines and not any("Activité physique" in line.source for line in lines)
    assert any("Activité physique" in line.source for line in lines_of("ic_suivi", "info_plus", ""))
    assert any("Travail" in line.source for line in lines_of("ic_suivi", "info_plus", "actif"))
    assert not any("Travail" in line.source for line in lines_of("ic_suivi", "info_plus", ""))
    heart = lines_of("ic_dec", "res_plus", "")
    assert all(not line.source.startswith("ECG") for line in heart)


def test_a_line_rules_out_a_disease_of_the_patient() -> None:
    (ecg,) = (x for x in lines_of("pneumonie", "res_plus", "") if x.source.startswith("[ECG|"))
    assert ("I48", "neg") in ecg.told


def test_results_are_not_dated_after_their_letter() -> None:
    """A visit's letter of the same day tells what was found before, never what will be."""
    for note in stream(seed=36, documents=600, english_share=0):
        if note.head["type"] == "lettre de consultation":
            written = date.fromisoformat(note.head["date"])
            found = re.findall(r"(?:du|le) (\d\d/\d\d) :", note.text)
            for day in found:
                d, m = map(int, day.split("/"))
                assert (m, d) <= (written.month, written.day) or m - written.month > 6, (note.doc_id, day)


def test_drugs_fit_the_event() -> None:
    """Of what a diabetic's letter prescribes, something lowers sugar; of an embolism's, something thins blood."""
    wanted = {"dt2_desequilibre": "A10", "ep": "B01", "parkinson": "N04", "epilepsie": "N03", "hypothyr": "H03"}
    seen: Counter[str] = Counter()
    for note in stream(seed=33, documents=1500, english_share=0):
        prefix = wanted.get(note.topic)
        if prefix and note.head["type"] in ("compte rendu d'hospitalisation", "lettre de consultation"):
            codes = {c["code"][:3] for c in note.gold()["concepts"] if c["system"] == "ATC"}
            seen[note.topic + ("+" if prefix in codes else "-")] += 1
    assert all(seen[t + "+"] > 4 * seen[t + "-"] for t in wanted)


def test_kidneys_agree_in_table_and_background() -> None:
    """No usual filtration rate beside a stage 3 kidney disease, and creatinine goes with the rate (CKD-EPI 2009)."""
    seen = 0
    for note in stream(seed=34, documents=1500, english_share=0):
        values = {v.name: v.value for v in note.values}
        born = date.fromisoformat(note.head["patient"]["birth_date"])
        if {"dfg", "creat"} <= set(values):
            age = int((date.fromisoformat(note.head["stay"]["start"]) - born).days / 365.25)
            rate = rate_of(values["creat"], age, note.head["patient"]["sex"] == "F")
            assert abs(rate - values["dfg"]) < 3 + 0.05 * rate, (note.doc_id, values)
            seen += 1
        if "dfg" in values and any(c["code"] == "N183" for c in note.gold()["concepts"]):
            assert values["dfg"] < 60, note.doc_id
    assert seen > 30


def test_nobody_is_given_what_harms() -> None:
    for note in stream(seed=35, documents=1500, english_share=0):
        concepts = note.gold()["concepts"]
        if any(c["code"] == "Z880" and c["ctx"] == ["hist"] for c in concepts):
            assert not any(c["code"].startswith("J01C") and not c["ctx"] for c in concepts), note.doc_id
