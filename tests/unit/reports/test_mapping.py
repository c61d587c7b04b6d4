import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ksbcheck.domain.report import Report
from ksbcheck.output.document import Facts, Table, Words, text_of
from ksbcheck.reports.mapping import COLUMNS, document
from tests.cohort import check_folders
from tests.small_portfolio import write_pieces

MET = {"by": "A. Assessor", "on": "2025-06-01"}
NOT_YET = {"by": "A. Assessor", "on": "2025-05-20", "decision": "not_yet", "feedback": "Say what you did"}
VERIFIED = {"by": "Q. Assurer", "on": "2025-06-09"}


def mapped(tmp_path: Path, *claims: dict[str, Any], **piece: Any) -> list[dict[str, str]]:
    """Return the rows of one piece's claims."""
    folder = write_pieces(tmp_path / "p", ["Phonics plan"])
    manifest = json.loads((folder / "portfolio.json").read_text("utf-8"))
    manifest["evidence"][0] |= {"claims": list(claims), "ksbs": [], **piece}
    if "files" in piece:
        del manifest["evidence"][0]["url"]
    (folder / "portfolio.json").write_text(json.dumps(manifest), "utf-8")
    return [row for row in rows(*check_folders([folder])) if row["Evidence"]]


def rows(report: Report, *, for_print: bool = False) -> list[dict[str, str]]:
    table = blocks(report, for_print=for_print)[1]
    assert isinstance(table, Table)
    heads = [text_of(column.heading) for column in table.columns]
    return [dict(zip(heads, map(text_of, row), strict=True)) for row in table.rows]


def blocks(report: Report, *, for_print: bool = False) -> tuple[object, ...]:
    assert report.under_standard
    return document(report, report.under_standard, for_print=for_print).sections[0].blocks


def signed(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[head] for head in ("Status", "Assessor", "Feedback", "IQA", "Counts as"))


def test_mapping_has_a_row_for_each_required_ksb(tmp_path: Path) -> None:
    piece = {"id": "E1", "title": "Log", "ksbs": ["K1", "K36", "K99"]}
    (report,) = check_folders([write_pieces(tmp_path / "p", [], evidence=[piece, {"id": "E2", "ksbs": ["K1"]}])])
    every = rows(report)
    assert [row["Evidence"] for row in every[:3]] == ["E1 Log", "E2", ""]
    assert (every[2]["KSB"], every[2]["Status"], every[2]["Counts as"]) == ("K2", "", "missing")
    assert every[0]["Statement"].startswith("Statutory and non-statutory curriculum frameworks")
    assert [(row["KSB"], row["Counts as"]) for row in every[71:]] == [("K36", "not required"), ("K99", "not required")]


def test_mapping_states_whose_it_is(tmp_path: Path) -> None:
    (report,) = check_folders(
        [write_pieces(tmp_path / "p", ["Phonics plan"], evidence=[{"id": "E7", "title": "Idle"}])]
    )
    facts = blocks(report)[0]
    assert isinstance(facts, Facts)
    said = dict(facts.rows)
    assert (said["Learner"], said["Option"], said["Without claims"]) == ("Ann Example (0012345)", "SEND (send)", "E7")
    assert isinstance(said["As of"], date)
    assert "70 of 70 KSBs missing" in str(said["Outcome"])


def test_row_has_a_whole_claim(tmp_path: Path) -> None:
    (row,) = mapped(tmp_path, {"ksb": "K9", "where": "p. 2", "assessed": MET, "verified": VERIFIED})
    assert [cell for head, cell in row.items() if head != "Statement"] == [
        "K9", "E1", "E1 Phonics plan", "p. 2", "1 May 2025", "", "verified", "A. Assessor", "1 June 2025", "",
        "Q. Assurer", "9 June 2025", "", "verified",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "piece", "expected"),
    [
        ({"status": "suggested"}, {}, [("suggested", "", "", "", "suggested")]),
        ({"status": "planned"}, {"assessed": MET}, [("planned", "", "", "", "planned")]),
        ({}, {}, [("claimed", "", "", "", "claimed")]),
        ({}, {"assessed": MET}, [("assessed", "A. Assessor", "", "", "assessed")]),
        (
            {"assessed": [NOT_YET, MET], "verified": VERIFIED},
            {},
            [
                ("not yet met", "A. Assessor", "Say what you did", "", ""),
                ("verified", "A. Assessor", "", "Q. Assurer", "verified"),
            ],
        ),
        (
            {"assessed": MET, "verified": {**VERIFIED, "decision": "not_yet", "feedback": "Sign it"}},
            {},
            [
                ("assessed", "A. Assessor", "", "", ""),
                (
                    "not yet met",
                    "",
                    "",
                    "Q. Assurer",
                    "not counted: it is not yet met, as Q. Assurer decided on 2025-06-09",
                ),
            ],
        ),
        ({"assessed": {"by": "A. Assessor"}}, {}, [("claimed", "A. Assessor", "", "", "claimed")]),
        ({"assessed": {"by": "Ann Example", "on": "2025-06-01"}}, {}, [("assessed", "Ann Example", "", "", "claimed")]),
    ],
)
def test_row_says_what_is_stated_and_what_counts(
    tmp_path: Path, claim: dict[str, Any], piece: dict[str, Any], expected: list[tuple[str, ...]]
) -> None:
    assert [signed(row) for row in mapped(tmp_path, {"ksb": "K9", **claim}, **piece)] == expected


def test_decision_on_the_piece_overrides_an_earlier_one(tmp_path: Path) -> None:
    later = {**NOT_YET, "on": "2025-06-20", "by": "B. Assessor"}
    found = mapped(tmp_path, {"ksb": "K9", "assessed": MET}, assessed=later)
    assert [row["Assessor"] for row in found] == ["A. Assessor", "B. Assessor"]
    assert found[-1]["Counts as"].startswith("not counted: it is not yet met")


def test_claim_that_does_not_count_says_why(tmp_path: Path) -> None:
    (row,) = mapped(tmp_path, {"ksb": "K9"}, files=["gone.md"])
    assert row["Status"] == "claimed"
    assert row["Counts as"].startswith("not counted: ")
    assert row["Files"] == "gone.md"


def test_printed_mapping_leaves_out_what_only_an_import_needs(tmp_path: Path) -> None:
    (report,) = check_folders([write_pieces(tmp_path / "p", ["Phonics plan"])])
    heads = list(rows(report, for_print=True)[0])
    left_out = [str(column.heading) for column in COLUMNS if column.heading not in heads]
    assert left_out == ["Evidence ID", "Evidence date", "Files", "IQA feedback"]
    table = blocks(report)[1]
    assert isinstance(table, Table)
    assert table.rows[-1][-1] == Words("missing", "bad")
