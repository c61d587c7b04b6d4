"""Nothing in the learner's own folder lets a portfolio pass that has gaps; what is one work is one piece."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.documents import docx, pdf
from tests.expectations import Verdict
from tests.garden import KSBS, STANDARD, WALK, piece, verdict_on, write_garden

OTHERS = [code for code in KSBS if code != "K1"]
GONE = [piece(1, "gone.docx", ksbs=list(KSBS))]
ONE_GAP = [piece(1, "walk.md")]


def excuse(**keys: str) -> dict[str, str]:
    return {"reason": "It was a busy year", "by": "T. Tutor", "until": "2026-12-31", **keys}


SETTINGS = {
    "ignore a family": 'ignore = ["KSB6"]',
    "ignore gaps": 'ignore = ["KSB1"]',
    "ignore one rule": 'ignore = ["KSB601"]',
    "select": 'select = ["KSB2"]',
    "severity": '[severity]\nKSB601 = "note"\nKSB107 = "note"',
    "threshold": "fail_under = {claimed = 1}",
    "threshold of nothing": "fail_under = {claimed = 0.01}",
    "lower rung": 'rung = "claimed"',
    "people": 'people = [{name = "Petra Sample", role = "assessor"}]',
    "exceptions": "exceptions = ["
    + ", ".join(f'{{ksb = "{code}", reason = "x", by = "T. Tutor", until = 2026-12-31}}' for code in KSBS)
    + "]",
    "exception of a rule": 'exceptions = [{rule = "KSB601", reason = "x", by = "T. Tutor", until = 2026-12-31}]',
    "policy": 'policy = "./easy.yaml"',
    "in pyproject": "",
}
FILES = {
    "easy.yaml": "format: ksbcheck-policy/1\nname: easy\nfail_under: {claimed: 1}\nsampled: [{ksbs: [K, S, B], at_least: 1}]\n"
    "methods: [{title: Test, in_portfolio: false, ksbs: [K, S, B]}]\n",
    "walk.md": WALK,
}


@pytest.mark.parametrize("evidence", [GONE, ONE_GAP], ids=["file gone", "gaps"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_setting_in_the_folder_excuses_nothing(
    ksbcheck: Run, tmp_path: Path, setting: str, evidence: list[dict[str, Any]]
) -> None:
    own = (
        {"pyproject.toml": '[tool.ksbcheck]\nignore = ["KSB6"]\nfail_under = {claimed = 1}\n'}
        if setting == "in pyproject"
        else {"ksbcheck.toml": SETTINGS[setting] + "\n"}
    )
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, {**FILES, **own}))
    assert verdict.status in {1, 2}
    assert {each["outcome"] for each in verdict.reports} <= {"gaps", "error"}
    assert not verdict.has({"justified": True})


REQUESTS: dict[str, dict[str, Any]] = {
    "rule without a KSB": {"exceptions": [excuse(rule="KSB101"), excuse(rule="KSB107")]},
    "years away": {"exceptions": [excuse(rule="KSB101", until="9999-12-31")]},
    "every KSB": {"exceptions": [excuse(ksb=code) for code in KSBS]},
    "piece alone": {"exceptions": [excuse(piece="E01")]},
    "missing file": {"exceptions": [excuse(rule="KSB601"), excuse(rule="KSB601", piece="E01")]},
    "by a stranger": {"exceptions": [excuse(ksb=code, by="Nobody Known") for code in KSBS]},
    "policy": {"policy": "./easy.yaml"},
}


@pytest.mark.parametrize("evidence", [GONE, ONE_GAP], ids=["file gone", "gaps"])
@pytest.mark.parametrize("request_", REQUESTS)
def test_manifest_excuses_nothing(ksbcheck: Run, tmp_path: Path, request_: str, evidence: list[dict[str, Any]]) -> None:
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, FILES, **REQUESTS[request_]))
    assert verdict.status in {1, 2}
    assert {each["outcome"] for each in verdict.reports} <= {"gaps", "error"}
    assert not verdict.has({"justified": True, "rule": "KSB101"})
    assert not verdict.has({"justified": True, "rule": "KSB601"})


@pytest.mark.parametrize("reference", ["ST1414", "st1414", "ST1414-own"])
@pytest.mark.parametrize("version", ["1.0", "1.1", "9.9"])
def test_own_standard_never_passes_for_the_library_s(
    ksbcheck: Run, tmp_path: Path, reference: str, version: str
) -> None:
    text = STANDARD.read_text("utf-8").replace("ST9901", reference).replace('version: "1.0"', f'version: "{version}"')
    evidence = [piece(1, "walk.md", ksbs=list(KSBS), assessed={"by": "Dana Okoro", "on": "2025-11-01"})]
    files = {"walk.md": (WALK + "\n") * 30, "own.yaml": text}
    folder = write_garden(tmp_path / "portfolio", evidence, files, standard="./own.yaml", version=version)
    verdict = verdict_on(ksbcheck, folder, command="gateway")
    assert verdict.status in {1, 2}
    assert verdict.says("own.yaml")


TEXT = " ".join(
    f"On day {number} I dug the {bed} bed and wrote down what I saw."
    for number, bed in enumerate(("long", "round", "herb", "rose", "wet"))
)
SAME = {
    "one file": ("a.md", "a.md"),
    "two spellings": ("a.md", "./a.md"),
    "through a folder": ("a.md", "x/../a.md"),
    "copy": ("a.md", "b.md"),
    "copy in a folder": ("a.md", "x/a.md"),
    "other ending": ("a.md", "a.txt"),
    "saved as Word": ("a.md", "a.docx"),
    "PDF of it": ("a.docx", "a.pdf"),
    "capitals": ("a.txt", "capitals.txt"),
    "other layout": ("a.txt", "lines.txt"),
    "saved twice": ("a.docx", "again.docx"),
    "link": ("a.md", "link.md"),
}
COPIES = {
    "a.md": TEXT,
    "b.md": TEXT,
    "x/a.md": TEXT,
    "a.txt": TEXT,
    "a.docx": docx([TEXT]),
    "a.pdf": pdf([TEXT[i : i + 90] for i in range(0, len(TEXT), 90)]),
    "capitals.txt": TEXT.upper(),
    "lines.txt": TEXT.replace(" ", "\n"),
    "again.docx": docx([TEXT], pages=2),
    "other.md": TEXT.replace("dug", "raked"),
}


@pytest.mark.parametrize("copies", SAME)
def test_same_work_is_one_piece(ksbcheck: Run, tmp_path: Path, copies: str) -> None:
    evidence = [piece(number, name) for number, name in enumerate(SAME[copies], 1)]
    folder = write_garden(tmp_path / "portfolio", evidence, COPIES)
    (folder / "link.md").symlink_to("a.md")
    verdict = verdict_on(ksbcheck, folder, "--min-pieces", "2")
    assert "K1" in verdict.gaps, verdict.summary


DIFFERENT = {
    "two texts": (piece(1, "a.md"), piece(2, "other.md")),
    "two places": (
        piece(1, "a.md", claims=[{"ksb": "K1", "where": "para 1"}]),
        piece(2, "a.md", claims=[{"ksb": "K1", "where": "para 2"}]),
    ),
    "one and its supplement": (piece(1, "a.md"), piece(2, files=["a.md", "other.md"])),
    "short texts": (piece(1, "s1.txt"), piece(2, "s2.txt")),
}


@pytest.mark.parametrize("works", DIFFERENT)
def test_different_work_is_two_pieces(ksbcheck: Run, tmp_path: Path, works: str) -> None:
    files = {**COPIES, "s1.txt": "I led the group.", "s2.txt": "I led the group!"}
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", DIFFERENT[works], files), "--min-pieces", "2")
    assert "K1" not in verdict.gaps, verdict.summary


HANDED_IN_TWICE = {
    # the other learner's file, and what it holds
    "same bytes": ("a.md", TEXT),
    "Word": ("a.docx", docx([TEXT])),
    "capitals": ("a.txt", TEXT.upper()),
    "other layout": ("a.md", TEXT.replace(". ", ".\n\n")),
    "under another name": ("a.md", f"By Olu Placeholder\n\n{TEXT}"),
    "with another name in it": ("a.md", TEXT.replace("On day 3 I", "On day 3 Olu Placeholder")),
}


@pytest.mark.parametrize("copy", HANDED_IN_TWICE)
def test_work_of_two_learners_is_named_in_both(ksbcheck: Run, tmp_path: Path, copy: str) -> None:
    name, content = HANDED_IN_TWICE[copy]
    other = {"learner": {"name": "Olu Placeholder", "id": "0099002"}}
    write_garden(tmp_path / "cohort" / "a", [piece(1, "walk.md")], {"walk.md": TEXT})
    write_garden(tmp_path / "cohort" / "b", [piece(1, name)], {name: content}, **other)
    done = ksbcheck("check", "a", "b", "--as-of", "2026-06-01", "--format", "json", cwd=tmp_path / "cohort")
    verdict = Verdict(done)
    assert verdict.has({"report": "a", "path_endswith": "walk.md", "severity": ["warning"], "contains": ["learner"]})
    assert verdict.has({"report": "b", "path_endswith": name, "severity": ["warning"], "contains": ["learner"]})
    assert "Olu" not in str(verdict.reports[0]["findings"])


def test_work_in_other_words_is_not_shared(ksbcheck: Run, tmp_path: Path) -> None:
    write_garden(tmp_path / "cohort" / "a", [piece(1, "a.md")], {"a.md": TEXT})
    write_garden(
        tmp_path / "cohort" / "b",
        [piece(1, "a.md")],
        {"a.md": TEXT.replace("dug", "raked")},
        learner={"name": "Olu Placeholder"},
    )
    done = ksbcheck("check", "a", "b", "--as-of", "2026-06-01", "--format", "json", cwd=tmp_path / "cohort")
    assert not Verdict(done).has({"contains": ["another learner"]})
