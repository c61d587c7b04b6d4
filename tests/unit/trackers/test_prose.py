from pathlib import PurePosixPath

import pytest

from ksbcheck.inputs.evidence import Outlines
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.prose import read_folder_of_documents, read_name
from ksbcheck.trackers.read import read_tracker
from tests.tracked import claims, reasons, the_standard, tracked


def test_tracker_says_the_line_of_a_claim_and_of_what_is_left_out() -> None:
    read = tracked("# Report\n\nWe met.\n\nKSBs covered: K6\nKSBs still to cover: K7\n")

    assert [claim.at for claim in read.claims] == ["report.md line 5"]
    assert [left.at for left in read.left_out] == ["report.md line 6"]


@pytest.mark.parametrize("name", ["_template.md", "log template.md", "Example entry.md", "how-to-map.md", "sample.md"])
def test_template_claims_nothing(name: str) -> None:
    read = tracked("KSBs covered: K6\n", name)

    assert not read.claims
    assert read.left_out[0].reason == "a template"


def test_draft_is_planned() -> None:
    assert claims(tracked("KSBs covered: K6\n", "circuit DRAFT.md")) == ["K6 planned circuit DRAFT.md"]


def test_note_named_by_its_ksb_is_about_that_ksb() -> None:
    assert claims(tracked("Evidence:\n- [[Phonics plan]] p. 2\n", "K6 Theories.md")) == ["K6 claimed Phonics plan p. 2"]


def test_code_that_the_standard_lacks_is_left_out_with_the_nearest() -> None:
    assert reasons(tracked("KSBs covered: K66\n")) == ["K66 report.md: ST1414 has no K66; did you mean K6?"]


def test_folder_is_read_with_its_names_and_lists(tmp_path) -> None:
    (tmp_path / "K6 plan.txt").write_text("KSBs covered: K6, S7\n")
    (tmp_path / "criteria.json").write_text('[{"code": "K9", "evidence": ["E01"]}]')
    (tmp_path / "broken.json").write_text("[")
    with Outlines(None) as documents:
        read = read_folder_of_documents(tmp_path, documents, the_standard())

    assert claims(read) == ["K9 claimed E01", "K6 claimed K6 plan.txt", "S7 claimed K6 plan.txt"]
    assert [left.at for left in read.left_out] == ["broken.json"]


def test_folder_lists_what_cannot_be_read_and_reads_tables_of_trackers(tmp_path) -> None:
    (tmp_path / "K6 plan.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "mapping.md").write_text(
        "| KSB | Evidence |\n|---|---|\n| K6 | Phonics plan |\n| S7 | Phonics plan |\n"
    )
    with Outlines(None) as documents:
        read = read_tracker(tmp_path, documents, the_standard())

    assert claims(read) == ["K6 suggested K6 plan.docx", "K6 claimed Phonics plan", "S7 claimed Phonics plan"]
    assert [left.at for left in read.left_out] == ["K6 plan.docx"]


@pytest.mark.parametrize("name", ["Sample of marked work.md", "Example assessment sheet.md"])
def test_piece_may_be_called_a_sample(name: str) -> None:
    assert claims(tracked("KSBs covered: K6\n", name)) == [f"K6 claimed {name}"]


def named(name: str) -> Findings:
    findings = Findings(the_standard())
    read_name(PurePosixPath(name), (), findings)
    return findings


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("E01_K6_K9 plan.txt", "K6 K9"),
        ("2026-03-11 Observation (K30, S27).txt", "K30 S27"),
        ("E05-S3-B3-parent meeting.txt", "S3 B3"),
        ("k7 s8 s9.txt", "K7 S8 S9"),
        ("K1-K3 policies.txt", "K1 K2 K3"),
        ("Skills/S7, S8/notes.txt", "S7 S8"),
        ("Reading group.txt", ""),
    ],
)
def test_codes_in_names_are_suggested(name: str, codes: str) -> None:
    assert claims(named(name).tracker()) == [f"{code} suggested {PurePosixPath(name).name}" for code in codes.split()]


@pytest.mark.parametrize(
    "name", ["K12 academy policy.txt", "B1 form evening.txt", "Class B1/seats.txt", "K48 visit.txt"]
)
def test_names_that_may_mean_something_else_are_left_out(name: str) -> None:
    found = named(name)

    assert not found.claims
    assert len(reasons(found.tracker())) == 1
