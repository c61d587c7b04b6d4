"""What a manifest's author is told about a value that will not do."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.domain.text import listed
from ksbcheck.inputs.manifest import read_manifest

HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
WRONG = [
    # what, the manifest from line 5 on, place, message, remedy
    (
        "date",
        "evidence:\n  - {id: E1, date: 2025-02-30}",
        (6, 20),
        "E1: `date`: '2025-02-30' is not a date",
        "date: 2025-03-04",
    ),
    (
        "date-form",
        "started: 13/01/2025\nevidence: []",
        (5, 10),
        "'13/01/2025' is not a date (year-month-day)",
        "started: 2025-01-13",
    ),
    (
        "number",
        "evidence:\n  - {id: E1, duties: [five]}",
        (6, 23),
        "item 1 of `duties`: 'five' is not a whole number",
        "[5, 15]",
    ),
    (
        "zero",
        "evidence:\n  - {id: E1, duties: [0]}",
        (6, 23),
        "item 1 of `duties`: '0' is not a whole number",
        "[5, 15]",
    ),
    ("huge", "evidence:\n  - {id: E1, duties: [" + "9" * 5000 + "]}", (6, 23), "...", "[5, 15]"),
    (
        "list",
        "evidence:\n  - {id: E1, ksbs: K1}",
        (6, 20),
        "E1: `ksbs` should be a list, not text",
        "a list, as in ksbs: [K9, S7]",
    ),
    ("text", "evidence:\n  - {id: [E1]}", (6, 6), "`id` should be text, not a list", "id: E01"),
    ("keys", "evidence:\n  - E1", (6, 5), "item 1 of `evidence` should be keys with values, not text", "[{id: E01"),
    (
        "claims",
        "evidence:\n  - {id: E1, claims: [K1]}",
        (6, 23),
        "should be keys with values, not text",
        "claims: [{ksb: K9",
    ),
    (
        "ksbs",
        "evidence:\n  - {id: E1, ksbs: [{ksb: K1}]}",
        (6, 21),
        "should be text, not keys with values",
        "ksbs: [K9, S7]",
    ),
    (
        "sign-off",
        "evidence:\n  - {id: E1, assessed: Ann}",
        (6, 24),
        "not text",
        "assessed: {by: A. Assessor, on: 2025-05-09}",
    ),
    ("empty-list", "evidence:", (5, 10), "`evidence` is empty", "Write a value, as in evidence: ["),
    ("empty-option", "evidence:\n  - {id: E1, ksbs: }", (6, 20), "E1: `ksbs` is empty", "or delete it"),
    (
        "long-id",
        f"evidence:\n  - {{id: {'E' * 501}}}",
        (6, 10),
        f"{'E' * 60}...: `id`: the text is longer than 500 characters",
        "id: E01",
    ),
    (
        "long-title",
        f"evidence:\n  - {{id: E1, title: {'a' * 40_001}}}",
        (6, 21),
        "E1: `title`: the text is longer than 40000 characters",
        "title: Phonics",
    ),
    ("empty-text", 'evidence:\n  - {id: ""}', (6, 10), "`id`: there is nothing between the quotes", "id: E01"),
    (
        "status",
        "evidence:\n  - {id: E1, claims: [{ksb: K1, status: plannd}]}",
        (6, 41),
        "'plannd' is not known",
        "planned?",
    ),
    (
        "true-or-false",
        "gateway: {early_years: {works_in_early_years: True}}\nevidence: []",
        (5, 47),
        "`works_in_early_years`: 'True' is not true, false, yes or no",
        "works_in_early_years: true",
    ),
    (
        "level",
        "gateway: {maths: {level: level 2}}\nevidence: []",
        (5, 26),
        "'level 2' is not known",
        "Did you mean level_2?",
    ),
    ("empty-gateway", "gateway:\nevidence: []", (5, 9), "`gateway` is empty", "as in gateway: {english: "),
    ("missing", "evidence:\n  - {title: x}", (6, 5), "`id` is missing", "id: E01"),
    ("missing-at-the-top", "learner: {name: A}", (1, 1), "`evidence` is missing", "no default"),
]


@pytest.mark.parametrize(
    ("text", "place", "message", "remedy"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_wrong_values(tmp_path: Path, text: str, place: tuple[int, int], message: str, remedy: str) -> None:
    finding = only_finding(tmp_path, HEAD + text)
    assert finding.rule == "KSB906"
    assert message in finding.message
    assert remedy in finding.help
    assert finding.place == place


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "the file should be keys with values, not a list"),
        ("just words\n", "the file should be keys with values, not text"),
    ],
)
def test_not_keys_at_the_top(tmp_path: Path, text: str, message: str) -> None:
    assert only_finding(tmp_path, text).message == message


def test_another_format(tmp_path: Path) -> None:
    text = HEAD.replace("portfolio/1", "portfolio/2") + "evidence: []"
    finding = only_finding(tmp_path, text)
    assert finding.message == "`format`: 'ksbcheck-portfolio/2' is not known"
    assert finding.help == "It must be ksbcheck-portfolio/1."


def only_finding(tmp_path: Path, text: str):
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path)
    (finding,) = caught.value.findings
    return finding


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = HEAD + "started: soon\nevidence:\n  - {id: E1, typo: x, date: y}\n  - {ksbs: [K1]}\n"
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path)
    assert [(f.rule, f.place and f.place.line) for f in caught.value.findings] == [
        ("KSB906", 5),
        ("KSB301", 7),
        ("KSB906", 7),
        ("KSB906", 8),
    ]


def test_what_can_be_done_without_is_left_out_and_told(tmp_path: Path) -> None:
    text = (
        HEAD
        + "colour: red\nevidence:\n  - {id: E1, type: hologram, kbs: [K2], claims: [{ksb: K1, verifed: {by: Q}}]}\n"
    )
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    manifest = read_manifest(tmp_path)
    assert [(f.rule, f.place, f.help) for f in manifest.findings] == [
        (
            "KSB301",
            (5, 1),
            "The keys here are format, standard, version, option, fingerprint, learner, started, prior, evidence, policy, exceptions and gateway.",
        ),
        ("KSB302", (7, 20), "The types are " + listed(kind.value for kind in EvidenceType) + "."),
        ("KSB301", (7, 30), "Did you mean ksbs?"),
        ("KSB301", (7, 60), "Did you mean verified?"),
    ]
    assert manifest.portfolio.evidence[0].claims[0].ksb == "K1"
    assert manifest.portfolio.evidence[0].ksbs == ()


def test_leading_zeros_and_versions_stay_as_written(tmp_path: Path) -> None:
    text = HEAD.replace('"1.0"', "1.10") + "learner: {id: 0012345}\nevidence: []"
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    portfolio = read_manifest(tmp_path).portfolio
    assert portfolio.version == "1.10"
    assert portfolio.learner is not None
    assert portfolio.learner.id == "0012345"
