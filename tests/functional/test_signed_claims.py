"""What a sign-off holds for: the claims and the work of its day, as a seal or an earlier manifest shows."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.documents import docx, tree

SEAL = "portfolio.seal.json"
HEAD = """\
format: ksbcheck-portfolio/1
standard: ../standard.yaml
version: "1.0"
option: indoor
learner: {name: Sam Invented}
started: 2025-01-13
evidence:
"""
PIECE = """\
  - id: E1
    title: Window box
    type: work_product
    date: 2025-03-04
    files: [E1.md, more/E2.md]
    claims: [{ksb: K1, where: para 1}, {ksb: S1, status: planned}]
    assessed: {by: A. Assessor, on: 2025-05-09}
"""
MANIFEST = HEAD + PIECE
FILES = {
    "portfolio.yaml": MANIFEST,
    "E1.md": "I chose the twelve plants in our window box by the light they had (K1).\n",
    "more/E2.md": "I watered every pot twice a week and wrote down how much.\n",
}
AGAIN = "I chose the twelve plants  in our window box by the light they had (K1).\r\n\r\n"
CHECK = ("--as-of", "2026-01-31", "--rung", "assessed", "--format", "json")


@pytest.fixture
def sealed(ksbcheck: Run, tmp_path: Path) -> Path:
    (tmp_path / "standard.yaml").write_bytes((ROOT / "tests" / "cases" / "standard.yaml").read_bytes())
    folder = tree(tmp_path / "portfolio", FILES)
    assert ksbcheck("seal", folder, "--by", "A. Assessor", "--on", "2025-06-30").returncode == 0
    return folder


def rewrite(*changes: tuple[str, str]) -> Callable[[Path], None]:
    """Return a function that changes the manifest of a folder."""

    def change(folder: Path) -> None:
        text = MANIFEST
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "portfolio.yaml").write_text(text, encoding="utf-8")

    return change


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(text.encode())


def rename(folder: Path) -> None:
    (folder / "E1.md").rename(folder / "plan.md")
    rewrite(("[E1.md", "[plan.md"))(folder)


def without_claims(folder: Path) -> None:
    """Make the seal one of an earlier version."""
    seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    del seal["pieces"]
    (folder / SEAL).write_text(json.dumps(seal), encoding="utf-8")


def assessed_and_rules(ksbcheck: Run, path: Path) -> tuple[list[str], list[str]]:
    """Check a portfolio; return the codes met at `assessed`, and the rules that found something about sign-offs."""
    (report,) = json.loads(ksbcheck("check", path, *CHECK).stdout)["reports"]
    codes = [ksb["code"] for ksb in report["coverage"]["ksbs"] if ksb["rung"] == "assessed"]
    rules = {"KSB623", "KSB634", "KSB636", "KSB637"}
    return codes, sorted(each["rule"] for each in report["findings"] if each["rule"] in rules)


SHORT = ("    claims:", "    ksbs: [K2]\n    claims:")
LONG = ("{ksb: S1, status: planned}]", "{ksb: S1, status: planned}, {ksb: K2}]")
PLANNED = (", status: planned", "")
LATER = ("on: 2025-05-09", "on: 2025-07-01")
OWN = ("{ksb: K1, where", "{ksb: K2, assessed: {by: A. Assessor, on: 2025-07-01}}, {ksb: K1, where")


@pytest.mark.parametrize(
    ("change", "assessed", "rules"),
    [
        pytest.param(rewrite(), ["K1"], [], id="nothing"),
        pytest.param(rewrite(SHORT), ["K1"], ["KSB634"], id="claim-added-in-the-short-form"),
        pytest.param(rewrite(LONG), ["K1"], ["KSB634"], id="claim-added-in-the-long-form"),
        pytest.param(rewrite(PLANNED), ["K1"], ["KSB634"], id="claim-planned-before"),
        pytest.param(rewrite(SHORT, PLANNED), ["K1"], ["KSB634"], id="two-claims-one-finding"),
        pytest.param(rewrite(SHORT, PLANNED, LATER), ["K1", "K2", "S1"], [], id="assessed-after-the-seal"),
        pytest.param(rewrite(OWN), ["K1", "K2"], [], id="claim-with-its-own-assessment"),
        pytest.param(rewrite(("para 1", "para 2")), ["K1"], [], id="another-place"),
        pytest.param(rewrite(("Window box", "Box"), ("work_product", "log")), ["K1"], [], id="title-and-type"),
        pytest.param(rewrite(("id: E1", "id: e1")), ["K1"], [], id="id-in-another-case"),
        pytest.param(rewrite(("id: E1", "id: A7")), ["K1"], [], id="another-id"),
        pytest.param(rewrite(("id: E1", "id: A7"), SHORT), ["K1"], ["KSB634"], id="another-id-and-a-claim"),
        pytest.param(rewrite(("evidence:\n", "evidence:\n" + PIECE.replace("E1\n", "E0\n").replace("K1", "K2"))),
                     ["K1"], ["KSB634"], id="piece-added"),
        pytest.param(rewrite(("more/E2.md]", "more/E2.md, E3.md]")), ["K1"], [], id="file-added"),
        pytest.param(rewrite((", more/E2.md]", "]")), [], ["KSB623"], id="file-taken-away"),
        pytest.param(lambda folder: (folder / "E1.md").unlink(), [], ["KSB623"], id="file-removed"),
        pytest.param(rename, ["K1"], [], id="file-renamed"),
        pytest.param(write("E1.md", "I was told which plants have light."), [], ["KSB623"], id="file-changed"),
        pytest.param(write("E1.md", FILES["E1.md"].replace("twelve", "two")), [], ["KSB623"], id="word-changed"),
        pytest.param(write("E1.md", AGAIN), ["K1"], ["KSB637"], id="file-saved-again"),
        pytest.param(
            lambda folder: (rewrite(SHORT)(folder), write("E1.md", AGAIN)(folder)),
            ["K1"], ["KSB634", "KSB637"], id="claim-added-and-file-saved-again",
        ),
        pytest.param(
            lambda folder: (rewrite(SHORT)(folder), write("E1.md", "Plants.")(folder)),
            [], ["KSB623", "KSB634"], id="claim-added-and-file-changed",
        ),
        pytest.param(without_claims, ["K1"], [], id="older-seal"),
        pytest.param(
            lambda folder: (without_claims(folder), rewrite(SHORT)(folder)), [], ["KSB636"], id="older-seal-new-claim"
        ),
        pytest.param(
            lambda folder: (without_claims(folder), rewrite(LATER, SHORT)(folder)),
            ["K1", "K2"], [], id="older-seal-assessed-after-it",
        ),
        pytest.param(
            lambda folder: (without_claims(folder), write("E1.md", "Plants.")(folder)),
            [], ["KSB623"], id="older-seal-file-changed",
        ),
    ],
)  # fmt: skip
def test_sign_off_holds_for_what_was_sealed(
    ksbcheck: Run, sealed: Path, change: Callable[[Path], object], assessed: list[str], rules: list[str]
) -> None:
    change(sealed)
    assert assessed_and_rules(ksbcheck, sealed) == (assessed, rules)


def test_added_claim_is_named_with_its_sign_off(ksbcheck: Run, sealed: Path) -> None:
    rewrite(SHORT, PLANNED)(sealed)
    (report,) = json.loads(ksbcheck("check", sealed, *CHECK).stdout)["reports"]
    (found,) = (each for each in report["findings"] if each["rule"] == "KSB634")
    assert found["message"] == (
        "E1: K2 and S1 were added after the sign-off of 2025-05-09 by A. Assessor, as the seal of 2025-06-30 shows"
    )
    assert (found["severity"], found["line"]) == ("error", 8)
    done = ksbcheck("verify", sealed)
    assert done.stdout.splitlines()[1:] == [
        "  changed: portfolio.yaml",
        "  claim added: E1 K2",
        "  claim added: E1 S1",
    ]


def test_manifest_alone_is_held_against_the_seal(ksbcheck: Run, sealed: Path) -> None:
    rewrite(SHORT)(sealed)
    (sealed / "E1.md").unlink()
    assert assessed_and_rules(ksbcheck, sealed / "portfolio.yaml") == (["K1"], ["KSB634"])
    (sealed / "other.yaml").write_bytes((sealed / "portfolio.yaml").read_bytes())
    assert assessed_and_rules(ksbcheck, sealed / "other.yaml") == (["K1", "K2"], [])


@pytest.mark.parametrize(
    "elsewhere", ["url: https://school.example/a", "held: {what: a, where: b, seen_by: C. Dee, on: 2025-05-01}"]
)
def test_work_elsewhere_is_part_of_the_seal(ksbcheck: Run, sealed: Path, elsewhere: str) -> None:
    manifest = MANIFEST.replace("files: [E1.md, more/E2.md]", elsewhere)
    (sealed / "portfolio.yaml").write_text(manifest, encoding="utf-8")
    assert ksbcheck("seal", sealed, "--replace", "--on", "2025-06-30").returncode == 0
    assert assessed_and_rules(ksbcheck, sealed) == (["K1"], [])
    other = elsewhere.replace("example/a", "example/b").replace("what: a", "what: z")
    (sealed / "portfolio.yaml").write_text(manifest.replace(elsewhere, other), encoding="utf-8")
    assert assessed_and_rules(ksbcheck, sealed) == ([], ["KSB623"])


def test_document_packed_again_keeps_its_sign_off(ksbcheck: Run, sealed: Path) -> None:
    text = "I chose the twelve plants in our window box by the light they had (K1)."
    (sealed / "E1.docx").write_bytes(docx([text]))
    rewrite(("E1.md", "E1.docx"))(sealed)
    assert ksbcheck("seal", sealed, "--replace", "--on", "2025-06-30").returncode == 0
    (sealed / "E1.docx").write_bytes(docx([text], pages=1))
    assert assessed_and_rules(ksbcheck, sealed) == (["K1"], ["KSB637"])


def compared(ksbcheck: Run, *arguments: object) -> tuple[dict, dict]:
    content = json.loads(ksbcheck("compare", *arguments, "--as-of", "2026-01-31", "--format", "json").stdout)
    return content, {each["code"]: each["after"]["rung"] for each in content["progress"]["moved_up"]}


@pytest.mark.parametrize("since", [(), ("--since", "2025-06-30")])
@pytest.mark.parametrize("change", [SHORT, LONG])
def test_compare_shows_no_rise_by_an_earlier_sign_off(
    ksbcheck: Run, sealed: Path, since: tuple[str, ...], change: tuple[str, str]
) -> None:
    old = tree(sealed.parent / "old", {"portfolio.yaml": MANIFEST})
    (sealed / SEAL).unlink()
    rewrite(change)(sealed)
    content, up = compared(ksbcheck, old, sealed, *since)
    assert [each["code"] for each in content["progress"]["closed"]] == ["K2"]
    assert up == {}
    assert content["progress"]["counts"]["assessed"] == {"before": 1, "after": 1, "difference": 0}
    assert content["warnings"] == ["SIGN-OFFS THAT MAY BE OLDER THAN THE CLAIMS: not counted for E1 K2"]
    rewrite(change, LATER)(sealed)
    content, _ = compared(ksbcheck, old, sealed, *since)
    assert content["progress"]["counts"]["assessed"]["after"] == 2
    assert content["warnings"] == []


def test_compare_since_holds_sign_offs_against_the_seal(ksbcheck: Run, sealed: Path) -> None:
    rewrite(SHORT)(sealed)
    content, _ = compared(ksbcheck, sealed, "--since", "2025-04-01")
    assert content["progress"]["counts"]["assessed"] == {"before": 0, "after": 1, "difference": 1}
