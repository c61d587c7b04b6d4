"""What a manifest's author is told about a value that will not do."""

from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import PolicyFile
from ksbcheck.domain.portfolio import EvidenceType
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.typed import typed

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
        "Write 2025-01-13.",
    ),
    (
        "date-of-two-days",
        "evidence:\n  - {id: E1, date: 03/05/2025}",
        (6, 20),
        "E1: `date`: '03/05/2025' can mean two days",
        "Write 2025-05-03 or 2025-03-05.",
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
        "evidence:\n  - {id: E1, claims: K1}",
        (6, 22),
        "E1: `claims` should be a list, not text",
        "a list, as in claims: [{ksb: K9",
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
        "E1: `assessed` does not say who signed and when: it is 'Ann'",
        "Write both, as in assessed: {by: A. Assessor, on: 2025-05-09}",
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
        "gateway: {early_years: {works_in_early_years: on}}\nevidence: []",
        (5, 47),
        "`works_in_early_years`: 'on' is not true, false, yes or no",
        "works_in_early_years: true",
    ),
    (
        "level",
        "gateway: {maths: {level: levl 2}}\nevidence: []",
        (5, 26),
        "'levl 2' is not known",
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
            "The keys here are format, standard, version, option, fingerprint, learner, started, age_at_start, breaks, prior, evidence, policy, exceptions and gateway. Write remarks as comments, after a #.",
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


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("confirmed: [{ksbs: [B], types: [witness]}]", ["'witness' is not a type of evidence"]),
        ("refused_types: [x]", ["'x' is not a type of evidence"]),
        ("confirmed: [{ksbs: [[B]], types: [feedback]}]", ["item 1 of `ksbs` should be text, not a list"]),
        ("confirmed: [{ksbs: [], types: [feedback]}]", ["`ksbs`: the list is empty"]),
        (
            "methods: [{title: x, in_portfolio: yes, ksbs: ['']}]",
            ["item 1 of `ksbs`: there is nothing between the quotes"],
        ),
        ("fail_under: {clamed: 90}", ["`rung`: 'clamed' is not known"]),
        ("sampled: [{ksbs: [K1], at_least: two}]", ["`at_least`: 'two' is not a whole number from 1 up"]),
    ],
)
def test_bad_item_is_the_only_finding(tmp_path: Path, text: str, messages: list[str]) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"format: ksbcheck-policy/1\nname: ours\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        typed(read_document(path), PolicyFile)
    assert [finding.message for finding in caught.value.findings] == messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("evidence: [{id: E1, files: [[x]]}]", "E1: item 1 of `files` should be text, not a list"),
        ("evidence: [{id: E1, duties: [five]}]", "E1: item 1 of `duties`: 'five' is not a whole number from 1 up"),
        ("evidence: [{title: x}]", "`id` is missing"),
        ("evidence: [{id: E1, assessed: [yes]}]", "E1: item 1 of `assessed` should be keys with values, not text"),
        ("evidence: [{id: E1, assessed: []}]", "E1: `assessed`: the list is empty"),
        ("evidence: [{id: E1, assessed: {decision: no}}]", "E1: `decision`: 'no' is not known"),
        ("evidence: [{id: E1, assessed: [{seen: {a.pdf: 0}}]}]", "E1: `seen`: 'a.pdf: 0' is not a digest"),
        ("evidence: [{id: E1, assessed: yes}]", "E1: `assessed` does not say who signed and when: it is 'yes'"),
        (
            "evidence: [{id: E1, claims: [{ksb: K1, verified: Q. Assurer}]}]",
            "E1: `verified` does not say who signed and when: it is 'Q. Assurer'",
        ),
    ],
)
def test_bad_item_of_a_manifest_is_the_only_finding(tmp_path: Path, text: str, message: str) -> None:
    assert only_finding(tmp_path, HEAD + text).message == message


def test_ranges_of_codes_are_limited(tmp_path: Path) -> None:
    pieces = "".join(f"  - {{id: E{number}, ksbs: [K1-K90]}}\n" for number in range(200))
    assert "name too many codes" in only_finding(tmp_path, f"{HEAD}evidence:\n{pieces}").message


SIGNED = "{by: A. Assessor, on: 2025-05-09"


@pytest.mark.parametrize("key", ["decison: not_yet", "outcome: refer", "view: Not yet", "met: no"])
@pytest.mark.parametrize("written", ["assessed: {}", "verified: [{}]"])
def test_unknown_key_that_may_refuse_stops(tmp_path: Path, key: str, written: str) -> None:
    text = f"{HEAD}evidence: [{{id: E1, {written.format(f'{SIGNED}, {key}}}')}}}]"
    assert only_finding(tmp_path, text).rule == "KSB301"


@pytest.mark.parametrize(
    ("claim", "key", "status"),
    [
        (f"assessed: {SIGNED}, note: Seen on the day}}", "note", None),
        (f"assessed: {SIGNED}, role: tutor}}", "role", None),
        (f"assessed: {SIGNED}, signature: AA}}", "signature", None),
        ("comment: good", "comment", None),
        ("status: claimed, remark: planned by us", "remark", Rung.CLAIMED),
        (f"assessed: [{SIGNED}, note: Seen on the day}}]", "note", None),
        (f"assesed: {SIGNED}}}", "assesed", None),
        ("planned: no", "planned", None),
        ("statsu: planned", "statsu", Rung.PLANNED),
        ("statsu: claimed", "statsu", Rung.CLAIMED),
        ("stage: planned", "stage", Rung.PLANNED),
        ("planned: yes", "planned", Rung.PLANNED),
        ("suggested: by a scan", "suggested", Rung.SUGGESTED),
    ],
)
def test_unknown_key_leaves_the_rest_of_a_claim(tmp_path: Path, claim: str, key: str, status: Rung | None) -> None:
    text = f"{HEAD}evidence:\n  - id: E1\n    claims: [{{ksb: K1, {claim}}}]\n"
    (tmp_path / "portfolio.yaml").write_text(text, encoding="utf-8")
    manifest = read_manifest(tmp_path)
    (finding,) = manifest.findings
    assert (finding.rule, finding.place and finding.place.line) == ("KSB301", 7)
    assert finding.message.startswith(f"the key {key!r} is not known")
    assert manifest.portfolio.evidence[0].claims[0].status is status
    assert ("claim was read as" in finding.message) == (status in (Rung.PLANNED, Rung.SUGGESTED) or key == "statsu")


@pytest.mark.parametrize("piece", ["claims: [{ksb: K1, statsu: draft}]", "ksbs: [K1], status: planned"])
def test_unknown_key_that_may_plan_a_claim_stops_the_check(tmp_path: Path, piece: str) -> None:
    assert only_finding(tmp_path, f"{HEAD}evidence: [{{id: E1, {piece}}}]").rule == "KSB301"
