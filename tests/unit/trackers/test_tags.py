import pytest

from tests.tracked import claims, reasons, tracked

LABELS = {
    "KSBs covered: K6, 9 and 10": "K6 K9 K10",
    "KSB's covered - K12 & K35, B4/B5": "K12 K35 B4 B5",
    "**KSB Mapping:** S7 (planning, see K15), S8": "S7 S8",
    "**KSBs Addressed:** K6": "K6",
    "Knowledge: K6, K9": "K6 K9",
    "This piece demonstrates: S12": "S12",
    "Links to: K6": "K6",
    "KSBs: S12. Remember K25 for next time.": "S12",
}
NOTHING = [
    "KSBs still to cover: K30",
    "KSBs to develop: K30",
    "Possible KSBs: K30",
    "KSBs in the standard: K1, K2",
    "KSBs: K1-K47",
    "KSBs of this option: K30",
    "KSBs covered: TBC",
    "KSBs covered:",
    "> KSBs covered: K6",
    "```\nKSBs covered: K6\n```",
    "e.g. KSBs covered: K6",
    "~~KSBs covered: K6~~",
    "See (K6) and [K7](https://example.org).",
    "The room (B2) was free; see K15 in the standard.",
    "I thought about S17 but it isn't really here.",
    "Does this cover K6?",
    "The teacher covered S12.",
    "[S29 - 0%] [S11 - not yet]",
]


@pytest.mark.parametrize(("line", "codes"), LABELS.items())
def test_label_maps_the_document(line: str, codes: str) -> None:
    assert claims(tracked(line)) == [f"{code} claimed report.md" for code in codes.split()]


@pytest.mark.parametrize("line", NOTHING)
def test_line_that_maps_nothing_is_left_out(line: str) -> None:
    read = tracked(line)

    assert not read.claims
    assert read.left_out


@pytest.mark.parametrize(
    ("line", "rung"),
    [
        ("KSB Mapping (to be agreed with my tutor): K6", "planned"),
        ("Planned KSBs: K6", "planned"),
        ("KSBs suggested by my tutor: K6", "suggested"),
        ("This shows K6, as I planned it.", "suggested"),
        ("It will give me K6.", "planned"),
        ("I planned it. [K6 - 40%]", "claimed"),
        ("I planned it (K6).", "claimed"),
        ("I planned it #K6", "claimed"),
        ("How I recorded it: K6.", "claimed"),
    ],
)
def test_rung_of_a_code(line: str, rung: str) -> None:
    assert claims(tracked(line)) == [f"K6 {rung} report.md"]


def test_tag_names_its_section() -> None:
    text = "# Report\n\n## Introduction\n\nI looked. [K34]\n\n## Results\n\nIt rose [S11] and rose [S11].\n"

    assert claims(tracked(text)) == ["K34 claimed report.md § Introduction", "S11 claimed report.md § Results"]


def test_heading_of_a_piece_is_the_evidence() -> None:
    text = "# Portfolio\n\n## Piece 1: Lesson plan (4 March 2026)\n\n### KSBs Demonstrated\n\n- **K6 (theory):** how\n"
    read = tracked(text)

    assert claims(read) == ["K6 claimed Piece 1: Lesson plan"]
    assert str(read.claims[0].date) == "2026-03-04"


@pytest.mark.parametrize(("title", "rung"), [("merged 2026-03-18", "claimed"), ("open", "planned"), ("closed", None)])
def test_pull_request_is_the_evidence(title: str, rung: str | None) -> None:
    read = tracked(f"# Film ({title})\n\n- [x] S12: feedback (describe: minute 4)\n- [ ] S8\n", "pulls/12.md")

    assert claims(read) == ([f"S12 {rung} pull request 12 Film minute 4"] if rung else [])


def test_ticked_item_names_its_evidence() -> None:
    text = """# Self review

- [x] S7: Contribute to planning (describe: plan, E01)
- [X] S8: Apply strategies (describe: scaffolding in E02)
- [x] K6 - theories of learning: E03
- [x] S9 (E04, p. 2)
- [ ] S12: feedback (describe: film)
- [x] S13: Record and report (describe: ____)
- [x] S14: Collaborate with colleagues
- [-] K10: no longer
- [x] All of K1 to K5 read
"""
    read = tracked(text)

    assert claims(read) == [
        "S7 claimed plan, E01",
        "S8 claimed E02",
        "K6 claimed E03",
        "S9 claimed E04 p. 2",
    ]
    assert len(read.left_out) == 5


def test_list_of_evidence_is_read_both_ways() -> None:
    text = "# Evidence index\n\n- K6: Theories of learning - E01, p. 2\n- Phonics plan (K11, S8)\n- K10: Methods of planning\n"
    read = tracked(text)

    assert claims(read) == ["K6 claimed E01 p. 2", "K11 claimed Phonics plan", "S8 claimed Phonics plan"]
    assert len(read.left_out) == 1


def test_records_of_pieces_name_the_evidence_of_their_codes() -> None:
    text = "Title: Lesson plan\nKSBs: K6\n\nTitle: TBC\nKSBs: K7\n\nTitle: Slides (draft)\nKSBs: K8\n"
    read = tracked(text, "log.txt")

    assert claims(read) == ["K6 claimed Lesson plan", "K8 planned Slides (draft)"]
    assert reasons(read) == ["KSBs: K7: names no piece of evidence"]


def test_tags_beside_a_table_of_the_document_are_left_out() -> None:
    text = "| KSB | Evidence |\n|---|---|\n| K6 | E01 |\n| K7 | E02 |\n\nSix weeks. (K10)\n"

    assert [left.text for left in tracked(text).left_out] == ["K10: Six weeks. (K10)"]
