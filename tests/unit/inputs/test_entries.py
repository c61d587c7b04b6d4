"""Pieces and claims written into manifests: in the author's style, and nothing else changes."""

import json
from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.document import Document, parse_document
from ksbcheck.inputs.entries import Entry, add_pieces, save, set_claims

OLD = {"by": "A. Old", "on": "2025-05-09"}
NEW = {"by": "A. New", "on": "2025-06-01", "decision": "not_yet", "feedback": "Say: what #2"}
WRITTEN = '{by: A. New, on: 2025-06-01, decision: not_yet, feedback: "Say: what #2"}'
EARLIER = "{by: A. Old, on: 2025-05-09}"


def document(text: str, name: str = "portfolio.yaml") -> Document:
    return parse_document(Path(name), text)


@pytest.mark.parametrize(
    ("piece", "claims", "after"),
    [
        ("ksbs: [K1, K2] # c", {"K3": {}}, "ksbs: [K1, K2, K3] # c"),
        ("ksbs: [K1, K2] # c", {"K2": {}}, "ksbs: [K1, K2] # c"),
        ("ksbs: [K1, K2] # c", {"K1": None}, "ksbs: [K2] # c"),
        ("files: [a] # c", {"K3": {}, "K4": {}}, "files: [a] # c\n    ksbs: [K3, K4]"),
        ("ksbs: K1", {"K3": {}}, "ksbs:\n      - K1\n      - K3"),
        ("ksbs: [K1, K2] # c", {"K3": {"where": "p. 2"}}, "ksbs: [K1, K2] # c\n    claims:\n      - {ksb: K3, where: p. 2}"),
        ("ksbs: [K1] # c", {"K1": {"where": "00:04:10"}}, 'claims:\n      - {ksb: K1, where: "00:04:10"} # c'),
        ("ksbs: [K1, K5-K7]", {"K6": {"where": "p. 2"}}, "ksbs: [K1, K5, K7]\n    claims:\n      - {ksb: K6, where: p. 2}"),
        (
            "claims:\n      - {ksb: K1, status: suggested} # c\n      - ksb: k2 # d\n        where: 'p. 1'",
            {"K1": {"status": None, "where": "p. 3"}, "K2": {"where": "p. 2", "assessed": OLD}},
            ("claims:\n      - {ksb: K1, where: p. 3} # c\n      - ksb: k2 # d\n        where: 'p. 2'\n"
            f"        assessed: {EARLIER}"),
        ),
        (
            "claims:\n      - ksb: K1 # c\n        where: p. 1",
            {"K2": {"where": "p. 2", "assessed": OLD}},
            ("claims:\n      - ksb: K1 # c\n        where: p. 1\n      - ksb: K2\n        where: p. 2\n"
            f"        assessed: {EARLIER}"),
        ),
        ("claims: [{ksb: K1}]", {"K1": {"assessed": [OLD, NEW]}}, f"claims: [{{ksb: K1, assessed: [{EARLIER}, {WRITTEN}]}}]"),
        (
            f"claims:\n      - {{ksb: K1, assessed: {EARLIER}}} # c",
            {"K1": {"assessed": [OLD, NEW]}},
            f"claims:\n      - {{ksb: K1, assessed: [{EARLIER}, {WRITTEN}]}} # c",
        ),
        (
            "claims:\n      - ksb: K1\n        assessed: # c\n          by: 'A. Old' # d\n          # e\n          on: 2025-05-09",
            {"K1": {"assessed": [OLD, NEW]}},
            ("claims:\n      - ksb: K1\n        assessed: # c\n          - by: 'A. Old' # d\n            # e\n"
            f"            on: 2025-05-09\n          - {WRITTEN}"),
        ),
        (
            f"claims:\n      - ksb: K1\n        assessed:\n          - {EARLIER} # c",
            {"K1": {"assessed": [OLD, NEW]}},
            f"claims:\n      - ksb: K1\n        assessed:\n          - {EARLIER} # c\n          - {WRITTEN}",
        ),
        (
            "claims:\n      - {ksb: K1, where: x} # c\n      - {ksb: K2, status: suggested}",
            {"K2": None},
            "claims:\n      - {ksb: K1, where: x} # c",
        ),
        ("claims:\n      - {ksb: K2, status: suggested}\n    files: [a]", {"K2": None}, "files: [a]"),
        ("ksbs: [K1]\n    claims:\n      - {ksb: K1, where: x}", {"K1": {"where": "q"}}, "claims:\n      - {ksb: K1, where: q}"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_claims_are_written_in_place(piece: str, claims: dict[str, Entry | None], after: str, line_end: str) -> None:
    head, tail = "# first\nevidence:\n  - id: E0 # zero\n  - id: E1\n    ", "\n  - {id: E2}\n# last\n"
    text, expected = (f"{head}{each}{tail}".replace("\n", line_end) for each in (piece, after))
    assert set_claims(document(text), {1: claims}).text == expected


def test_claims_are_written_in_json() -> None:
    text = json.dumps(
        {"evidence": [{"id": "E1", "ksbs": ["K1", "K2"]}, {"id": "E2", "claims": [{"ksb": "K1"}]}]}, indent=2
    )
    changes: dict[int, dict[str, Entry | None]] = {0: {"K1": {"assessed": OLD}}, 1: {"K1": {"assessed": OLD}}}
    after = json.loads(set_claims(document(text, "portfolio.json"), changes).text)
    assert after == {
        "evidence": [
            {"id": "E1", "ksbs": ["K2"], "claims": [{"ksb": "K1", "assessed": OLD}]},
            {"id": "E2", "claims": [{"ksb": "K1", "assessed": OLD}]},
        ]
    }


def test_pieces_are_added_in_the_style_of_the_last() -> None:
    piece = {"id": "E2", "title": "Plan: one", "files": ["a b.pdf"], "claims": [{"ksb": "K1", "status": "suggested"}]}
    block = add_pieces(document("evidence:\n  - id: E1\n    ksbs: [K1]\n  # end\n"), [piece]).text
    assert block == (
        'evidence:\n  - id: E1\n    ksbs: [K1]\n  - id: E2\n    title: "Plan: one"\n    files: [a b.pdf]\n'
        "    claims:\n      - {ksb: K1, status: suggested}\n  # end\n"
    )
    first = add_pieces(document("evidence: []\n"), [piece]).text
    assert first.startswith('evidence:\n  - id: E2\n    title: "Plan: one"\n')


def test_manifest_is_written_only_if_it_has_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_bytes(b"\xef\xbb\xbfevidence: [{id: E1}]\n")
    before = parse_document(path, "evidence: [{id: E1}]\n")
    after = set_claims(before, {0: {"K1": {}}})
    save(before, after)
    assert path.read_bytes() == b"\xef\xbb\xbfevidence: [{id: E1, ksbs: [K1]}]\n"
    with pytest.raises(InputError, match="has changed since it was read"):
        save(before, after)


def test_claim_with_an_unknown_key_is_refused() -> None:
    before = document("evidence:\n  - {id: E1, claims: [{ksb: K1, Status: planned}]}\n")
    with pytest.raises(InputError, match="a claim with the unknown key 'Status' can't be changed"):
        set_claims(before, {0: {"K1": {"status": None}}})
    assert set_claims(before, {0: {"K1": {}, "K2": {}}}).text == before.text.replace("E1,", "E1, ksbs: [K2],")
