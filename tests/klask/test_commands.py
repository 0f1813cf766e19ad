"""The command line as scripts rely on it: shapes of output, exit codes, streams."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from klask.notices import other_context_words
from tests.builders import UNJUDGED_SAID, a_note, a_patient, klask, write_lines


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    home = folder / "home"
    assert klask("init", "--home", home, "--dates", "keep").returncode == 0
    notes = [
        a_note("A01", "M. Le Goff. HTA connue. Pas de fièvre."),
        a_note(
            "A02",
            "Embolie pulmonaire bilatérale.",
            patient=a_patient(ipp="2", family_name="KERVELLA", given_names=["Anne"]),
        ),
    ]
    done = klask("ingest", write_lines(folder / "in.jsonl", notes), "--lot", "L1", "--home", home)
    assert done.returncode == 0, done.stderr
    assert "2 documents await release" in done.stderr
    return home


def test_a_search_says_what_awaits_release(home: Path) -> None:
    done = klask("search", "hta", "--home", home)
    assert "0 documents, 0 patients" in done.stdout
    assert "2 documents await release, where searches do not look: klask lots list" in done.stderr


def test_lots_are_listed_and_released(home: Path) -> None:
    rows = json.loads(klask("lots", "list", "--json", "--home", home).stdout)["lots"]
    assert [(row["lot"], row["documents"]) for row in rows] == [("L1", 2)]
    assert klask("lots", "release", "--home", home).returncode == 2
    assert klask("lots", "release", "nowhere", "--home", home).returncode == 1
    if rows[0]["status"] == "waiting":
        assert klask("lots", "release", "L1", *UNJUDGED_SAID, "--home", home).returncode == 0


def test_a_search_past_the_sites_limit_is_refused(home: Path) -> None:
    done = klask("search", "fièvre", KLASK_HOME=str(home), KLASK_SEARCH_SECONDS="1e-9")
    assert done.returncode == 2, done.stdout
    assert "took too long" in done.stderr


def test_search_answers_in_the_stated_shape(home: Path) -> None:
    klask("lots", "release", "--all", *UNJUDGED_SAID, "--home", home)
    done = klask("search", "hta", "--limit", "5", "--json", "--home", home)
    found = json.loads(done.stdout)
    assert (found["total"], found["patients"]) == (1, 1)
    [hit] = found["hits"]
    assert set(hit) >= {"doc_id", "patient_id", "date", "type", "unit", "score", "fragments"}
    [fragment] = hit["fragments"]
    [[start, end, context]] = fragment["marks"]
    assert (fragment["text"][start:end], context) == ("HTA", "present")
    assert found["searched"]["query"] == "hta"
    assert found["searched"]["clauses"][0]["documents"] == 1
    assert klask("search", "a AND", "--home", home).returncode == 2
    assert "Le Goff" not in klask("search", "Yves Le Goff 04/07/1948", "--home", home).stderr


def test_rows_are_lines_where_asked(home: Path, tmp_path: Path) -> None:
    klask("lots", "release", "--all", *UNJUDGED_SAID, "--home", home)
    done = klask("search", "hta", "--nl", "--home", home)
    [hit] = [json.loads(row) for row in done.stdout.splitlines()]
    assert hit["fragments"] and "1 document, 1 patient" in done.stderr
    everything = klask("search", "", "--nl", "--home", home)
    assert len(everything.stdout.splitlines()) == 2 and everything.returncode == 0
    definition = tmp_path / "cohort.yaml"
    definition.write_text("name: HTA\nall: [{concept: CIM10:I10}]\n")
    rows = klask("cohort", definition, "--nl", "--home", home).stdout.splitlines()
    assert [json.loads(row)["patient_id"] for row in rows] == [hit["patient_id"]]


def test_a_number_that_is_none_is_told_so(home: Path) -> None:
    done = klask("search", "hta", "--limit", "abc", "--home", home)
    assert done.returncode == 2 and "'abc' is not a valid whole number" in done.stderr


def test_a_wholly_bad_file_makes_no_lot(home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "array.json"
    bad.write_text(json.dumps([a_note("A90")], indent=1))
    done = klask("ingest", bad, "--lot", "bad", "--home", home)
    assert done.returncode == 3 and "no lot was made" in done.stdout
    assert "one JSON object a line" in done.stderr and len(done.stderr.splitlines()) < 5
    assert '"bad"' not in klask("lots", "list", "--json", "--home", home).stdout


def test_a_patient_is_found_by_number_erased_and_readmitted(home: Path, tmp_path: Path) -> None:
    note = write_lines(tmp_path / "in.jsonl", [a_note("E1", "Toux.", patient=a_patient(ipp="44", nir=None))])
    assert klask("ingest", note, "--lot", "E1", "--home", home).returncode == 0
    row = json.loads(klask("vault", "patients", "--ipp", "44", "--home", home).stdout)
    assert row["ipp"] == "44"
    assert json.loads(klask("vault", "documents", "--id", "E1", "--home", home).stdout)["source_id"] == "E1"
    assert klask("vault", "patients", "--ipp", "45", "--home", home).stdout == ""
    assert klask("erase", "--patient", row["patient_id"], "--home", home).returncode == 0
    again = klask("ingest", note, "--lot", "E2", "--home", home)
    assert again.returncode == 3 and "klask patients readmit" in again.stderr
    assert klask("patients", "readmit", row["patient_id"], "--home", home).returncode == 0
    assert klask("patients", "readmit", row["patient_id"], "--home", home).returncode == 1
    assert klask("ingest", note, "--lot", "E3", "--home", home).returncode == 0
    assert "1 document erased" in klask("erase", "--patient", row["patient_id"], "--home", home).stdout


def test_a_patient_opposes_and_opposes_no_more(home: Path) -> None:
    patient = json.loads(klask("vault", "patients", "--ipp", "2", "--home", home).stdout)["patient_id"]
    assert klask("patients", "oppose", patient, "--home", home).returncode == 0
    assert patient in klask("patients", "list", "--nl", "--home", home).stdout
    assert klask("patients", "oppose", patient, "--end", "--home", home).returncode == 0
    assert klask("patients", "oppose", patient, "--end", "--home", home).returncode == 1


def test_cohort_answers_in_the_stated_shape(home: Path, tmp_path: Path) -> None:
    klask("lots", "release", "--all", *UNJUDGED_SAID, "--home", home)
    path = tmp_path / "c.json"
    path.write_text('{"name": "ep", "all": [{"concept": "CIM10:I26"}]}')
    found = json.loads(klask("cohort", path, "--json", "--home", home).stdout)
    assert found["patients"] == len(found["patient_ids"]) == 1
    assert found["criteria"] == [{"name": "concept: CIM10:I26", "patients": 1, "documents": 1}]
    path.write_text("all: [{concept: nonsense}]")
    done = klask("cohort", path, "--home", home)
    assert done.returncode == 2
    assert "all[0].concept" in done.stderr


def test_vault_lists_correspondence_only_with_its_key(home: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in klask("vault", "documents", "--home", home).stdout.splitlines()]
    assert {row["source_id"] for row in rows} == {"A01", "A02"}
    people = [json.loads(line) for line in klask("vault", "patients", "--home", home).stdout.splitlines()]
    assert {row["ipp"] for row in people} == {"800412776", "2"}
    other = tmp_path / "other.key"
    other.write_text("11" * 32)
    done = klask("vault", "patients", "--key-file", other, "--home", home)
    assert (done.returncode, done.stdout) == (1, "")


def test_deid_needs_no_warehouse(tmp_path: Path) -> None:
    text = "M. Yves LE GOFF, né le 04/07/1948, vu le 18/03/2021 par le Dr Anne Kervella."
    lines = (json.dumps(a_note(text=text)) + "\nnonsense\n").encode()
    done = klask("deid", stdin=lines, KLASK_HOME="")
    assert done.returncode == 3
    row = json.loads(done.stdout)
    assert row["doc_id"] == "A01"
    for name in ("GOFF", "Yves", "Kervella", "1948", "18/03/2021"):
        assert name not in row["text"]
    for entity in row["entities"]:
        assert row["text"][entity["out_start"] : entity["out_end"]] == entity["replacement"]
    kept = json.loads(klask("deid", "--dates", "keep", stdin=lines, KLASK_HOME="").stdout)
    assert "18/03/2021" in kept["text"]
    care = [e for e in kept["entities"] if e["label"] == "DATE"]
    assert [text[e["start"] : e["end"]] for e in care] == ["18/03/2021"]
    assert [e["replacement"] for e in care] == [None]


def test_annotate_gives_offsets_into_the_text_given() -> None:
    text = "M. Yves LE GOFF : HTA, pas de fièvre. Kardégic 75."
    done = klask("annotate", stdin=json.dumps(a_note(text=text)).encode())
    assert done.returncode == 0, done.stderr
    found = {a["text"]: a for a in json.loads(done.stdout)["annotations"]}
    assert (found["HTA"]["system"], found["HTA"]["code"]) == ("CIM10", "I10")
    assert found["fièvre"]["negated"]
    assert [a["code"] for surface, a in found.items() if surface.startswith("Kardégic")] == ["B01AC06"]
    assert all(text[a["start"] : a["end"]] == a["text"] for a in found.values())


def test_hospital_slices_can_be_made_again() -> None:
    whole = klask("hospital", "--documents", "6", "--seed", "3").stdout.splitlines()
    part = klask("hospital", "--documents", "2", "--seed", "3", "--from", "4", "--gold").stdout.splitlines()
    assert [json.loads(line)["text"] for line in part] == [json.loads(line)["text"] for line in whole[4:]]
    assert all(json.loads(line)["phi"] for line in part)


def test_taken_port_is_told(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = klask("serve", "--port", str(taken.getsockname()[1]), "--home", home)
    assert done.returncode == 1
    assert "--port" in done.stderr


def test_doctor_tells_what_is_unsafe(home: Path) -> None:
    assert klask("doctor", "--home", home).returncode == 0
    key = home / "keys" / "vault.key"
    key.chmod(0o644)
    done = klask("doctor", "--home", home)
    key.chmod(0o600)
    assert done.returncode == 1
    assert "vault.key" in done.stdout
    secret = key.read_text().strip()
    assert secret not in done.stdout + done.stderr


def test_an_empty_file_makes_no_lot(home: Path, tmp_path: Path) -> None:
    done = klask("ingest", write_lines(tmp_path / "empty.jsonl", []), "--home", home)
    assert done.returncode == 1 and done.stdout == ""
    assert "no lot was made" in done.stderr


def test_who_makes_the_first_account_is_told(home: Path) -> None:
    done = klask("doctor", "--home", home)
    assert "advice: nobody can log in yet: make an account with `klask accounts add" in done.stdout
    assert "nothing is missing" not in done.stdout


def test_init_never_overwrites(home: Path) -> None:
    done = klask("init", "--home", home, "--dates", "tag")
    assert done.returncode == 1
    assert "already" in done.stderr


def test_wrong_usage_is_two() -> None:
    assert klask("init").returncode == 2
    assert klask("nonsense").returncode == 2
    assert klask("search").returncode == 2


def test_deid_says_which_policy_the_environment_chose(home: Path) -> None:
    line = json.dumps({"doc_id": "x", "text": "HTA le 03/02/2021."}).encode() + b"\n"
    done = klask("deid", stdin=line, KLASK_HOME=str(home))
    assert done.returncode == 0 and f"the policy of {home} is taken (dates keep, replacement tag)" in done.stderr
    assert "policy" not in klask("deid", "--home", home, stdin=line).stderr
    assert "policy" not in klask("deid", stdin=line, KLASK_HOME="").stderr


def test_a_mark_tells_what_is_past() -> None:
    from clinical.results import Fragment, Mark
    from klask.commands.search import _marked

    marks = (Mark(0, 3, "past"), Mark(4, 7, "negated"), Mark(8, 11, "present"))
    assert _marked(Fragment("AVC EP. HTA", marks)) == "[past:AVC] [¬EP.] [HTA]"


def test_a_code_of_no_system_is_told_apart_from_an_unknown_code() -> None:
    assert "there is no system XX; installed are" in klask("terminologies", "show", "XX:123").stderr
    assert "CIM10 has no code ZZZ" in klask("terminologies", "show", "CIM10:ZZZ").stderr
    assert "CLASSE has no code ZZZ" in klask("terminologies", "show", "CLASSE:ZZZ").stderr


def test_an_open_bracket_is_told_at_the_end(home: Path) -> None:
    done = klask("search", "(hta", "--home", home)
    assert "at the end: a bracket is not closed (expected: ))" in done.stderr and "@phrase" not in done.stderr


def test_notices_and_counts_are_words(home: Path) -> None:
    done = klask("search", "sans fièvre depuis 1900", "--home", home)
    assert "note: “sans” is read as a context: “fièvre” is searched where it is said to be negated" in done.stderr
    assert "context_read" not in done.stderr and "date_read" not in done.stderr
    done = klask("search", "hta ou toux", "--home", home)
    assert "note: “ou” in small letters is a word; in capitals it joins criteria: hta OU toux" in done.stderr
    assert other_context_words("negated", 1) == "1 more document negates it"
    assert other_context_words("family", 2) == "2 more documents say it of the family"
    assert "(s)" not in done.stdout and " 1 documents" not in f" {done.stdout}"
