"""Input that can mean only one thing is taken; input that can't be read is named as it was written."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.garden import WALK, piece, verdict_on, write_garden

SPELLINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    # what is written: keys of the manifest, keys of the piece, the codes that are then met
    "option in capitals": ({"option": "CORE"}, {}, "K1"),
    "option by its title": ({"option": "Garden guide"}, {}, "K1"),
    "version as a number": ({"version": 1}, {}, "K1"),
    "version with a letter": ({"version": "v1.0"}, {}, "K1"),
    "small letter": ({}, {"ksbs": ["k6"]}, "K6"),
    "leading zero": ({}, {"ksbs": ["K06", "S01"]}, "K6 S1"),
    "blank": ({}, {"ksbs": ["K 6", "S\u00a01"]}, "K6 S1"),
    "range": ({}, {"ksbs": ["K1-K3", "S2 to S4", "B1\u2013B2"]}, "K1 K2 K3 S2 S3 S4 B1 B2"),
    "short range": ({}, {"ksbs": ["K1-3"]}, "K1 K2 K3"),
    "several in a text": ({}, {"ksbs": ["K6, K7", "K8; S1", "S2 and S3"]}, "K6 K7 K8 S1 S2 S3"),
    "no list": ({}, {"ksbs": "K6"}, "K6"),
    "no list of several": ({}, {"ksbs": "K6, K7"}, "K6 K7"),
    "in a claim": ({}, {"claims": [{"ksb": "k06"}, {"ksb": "K 7"}]}, "K6 K7"),
    "rung in a capital": ({}, {"claims": [{"ksb": "K6", "status": "Claimed"}]}, "K6"),
    "one file without a list": ({}, {"files": "walk.md"}, "K1"),
    "type in a capital": ({}, {"type": "Observation"}, "K1"),
    "type in words": ({}, {"type": "Witness testimony"}, "K1"),
    "type with a hyphen": ({}, {"type": "work-product"}, "K1"),
    "day in words": ({"started": "1 September 2025"}, {"date": "3 May 2026"}, "K1"),
    "day in short words": ({}, {"date": "3 Oct 2025"}, "K1"),
    "ordinal day": ({}, {"date": "3rd October 2025"}, "K1"),
    "month first in words": ({}, {"date": "October 3, 2025"}, "K1"),
    "day without zeros": ({}, {"date": "2025-10-3"}, "K1"),
    "day with a time": ({}, {"date": "2025-10-03T09:00"}, "K1"),
    "day with a blank and time": ({}, {"date": "2025-10-03 09:00:00"}, "K1"),
    "day with slashes, year first": ({}, {"date": "2025/10/03"}, "K1"),
    "sign-off in words": ({}, {"assessed": {"by": "Dana Okoro", "on": "3 November 2025"}}, "K1"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_unambiguous_spelling_is_taken(ksbcheck: Run, tmp_path: Path, spelling: str) -> None:
    keys, of_piece, met = SPELLINGS[spelling]
    folder = write_garden(tmp_path / "portfolio", [piece(1, "walk.md", **of_piece)], {"walk.md": WALK}, **keys)
    verdict = verdict_on(ksbcheck, folder)
    assert {code for code in verdict.ksbs if code not in verdict.gaps} == set(met.split())
    assert not verdict.has({"severity": ["error"], "lines": [1, 2, 3, 4, 5, 6, 8]}) or verdict.gaps, verdict.summary
    loud = [each["message"] for each in verdict.findings if each["severity"] != "note" and each["rule"][:4] != "KSB1"]
    assert not [each for each in loud if "words" not in each]


AMBIGUOUS = ("03/05/2025", "3.5.25", "05-03-2025", "2025-13-40", "May 2025", "soon", "2025-02-30")


@pytest.mark.parametrize("day", AMBIGUOUS)
def test_ambiguous_day_is_an_error(ksbcheck: Run, tmp_path: Path, day: str) -> None:
    verdict = verdict_on(
        ksbcheck, write_garden(tmp_path / "portfolio", [piece(1, "walk.md", date=day)], {"walk.md": WALK})
    )
    assert verdict.status in {1, 2}
    assert verdict.has({"line": 8, "severity": ["error"], "contains": [day]})


IMPOSSIBLE = ("0205-10-01", "1025-10-01", "1925-10-01", "2205-10-01", "9999-12-31")


@pytest.mark.parametrize("day", IMPOSSIBLE)
@pytest.mark.parametrize("where", ["date", "started", "assessed", "verified", "held"])
def test_impossible_year_is_an_error(ksbcheck: Run, tmp_path: Path, day: str, where: str) -> None:
    by = {"assessed": {"by": "Dana Okoro", "on": "2025-11-01"}}
    of_piece: dict[str, Any] = {
        "date": {"date": day},
        "assessed": {"assessed": {"by": "Dana Okoro", "on": day}},
        "verified": {**by, "verified": {"by": "Ali Reyes", "on": day}},
        "held": {**by, "held": {"what": "records", "where": "the office", "seen_by": "Dana Okoro", "on": day}},
    }.get(where, {})
    keys = {"started": day} if where == "started" else {}
    verdict = verdict_on(
        ksbcheck, write_garden(tmp_path / "portfolio", [piece(1, "walk.md", **of_piece)], {"walk.md": WALK}, **keys)
    )
    assert verdict.status in {1, 2}
    assert verdict.has({"line": 6 if where == "started" else 8, "severity": ["error"]}), verdict.summary


SLIPS = {
    "note in a sign-off": ({"assessed": {"by": "Dana Okoro", "on": "2025-11-01", "note": "Seen"}}, "note"),
    "role in a sign-off": ({"assessed": {"by": "Dana Okoro", "on": "2025-11-01", "role": "assessor"}}, "role"),
    "comment in a claim": ({"claims": [{"ksb": "K1", "comment": "well done"}]}, "comment"),
    "note in a sign-off of a claim": (
        {"claims": [{"ksb": "K1", "assessed": {"by": "Dana Okoro", "on": "2025-11-01", "signature": "DO"}}]},
        "signature",
    ),
    "unknown key beside a status": ({"claims": [{"ksb": "K1", "status": "claimed", "remark": "x"}]}, "remark"),
    "misspelt key": ({"claims": [{"ksb": "K1", "assesed": {"by": "Dana Okoro", "on": "2025-11-01"}}]}, "assesed"),
    "name in place of a sign-off": ({"assessed": "Dana Okoro"}, "Dana Okoro"),
    "yes in place of a sign-off": ({"claims": [{"ksb": "K1", "assessed": "yes"}]}, "yes"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slip_is_named_and_no_plan(ksbcheck: Run, tmp_path: Path, slip: str) -> None:
    """The key or value is named at its line; nothing says that a claim is planned, which the manifest doesn't say."""
    keys, named = SLIPS[slip]
    verdict = verdict_on(
        ksbcheck, write_garden(tmp_path / "portfolio", [piece(1, "walk.md", **keys)], {"walk.md": WALK})
    )
    assert verdict.has({"line": 8, "severity": ["error"], "contains": [named]}), verdict.summary
    assert not verdict.has({"rule": "KSB103"})
    assert not verdict.says("planned")


@pytest.mark.parametrize(
    ("line", "written", "never"),
    [
        ("confirmed: [{ksbs: [B], types: [witness]}]", "witness", "list is empty"),
        ("refused_types: [x-ray]", "x-ray", "list is empty"),
        ("fail_under: {clamed: 90}", "clamed", "is empty"),
    ],
)
def test_bad_item_of_policy_is_named(ksbcheck: Run, tmp_path: Path, line: str, written: str, never: str) -> None:
    files = {"walk.md": WALK, "../ours.yaml": f"format: ksbcheck-policy/1\nname: ours\n{line}\n"}
    folder = write_garden(tmp_path / "portfolio", [piece(1, "walk.md")], files)
    verdict = verdict_on(ksbcheck, folder, "--policy", "../ours.yaml")
    assert verdict.status == 2
    assert verdict.says(written)
    assert not verdict.says(never)


@pytest.mark.parametrize(
    "name",
    [
        *("portfolio.yaml.txt", "portfolio (1).yaml", "Portfolio.yaml", "portfolio.yaml.yaml", "portfolio.yml.txt"),
        *("portfolios.yaml", "portfolio - Copy.yaml", "portfolio/portfolio.yaml", "Petra/portfolio.yaml"),
        *("PORTFOLIO.YAML", "portfolio.yaml ", "portfolio.json.txt"),
    ],
)
def test_misnamed_manifest_is_named(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    folder = write_garden(tmp_path / "cohort" / "p", [piece(1, "walk.md")], {"walk.md": WALK})
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / "portfolio.yaml").rename(folder / "passing")
    (folder / "passing").rename(folder / name)
    verdict = verdict_on(ksbcheck, folder)
    assert verdict.status == 2
    assert verdict.says(name.rpartition("/")[0] or name.strip())


WINDOWS_REFUSES = (
    *("CON.docx", "con.md", "aux.txt", "NUL", "prn.pdf", "COM1.md", "lpt9.txt", "notes./walk.md", "notes /walk.md"),
    *(
        "a:b.md",
        "what?.md",
        "a*b.md",
        'a"b.md',
        "a<b.md",
        "a>b.md",
        "a|b.md",
        "walk.md ",
        "walk.md.",
        "CONIN$",
        "tab\tb.md",
    ),
)
WINDOWS_ALLOWS = (
    "end .md",
    "console.md",
    "a.con.md",
    "it's 50% (v2) & done.md",
    ".hidden.md",
    "COM.md",
    "a,b;c=d.md",
    "\u00e9t\u00e9.md",
)


@pytest.mark.parametrize(
    ("names", "refused"), [(WINDOWS_REFUSES, True), (WINDOWS_ALLOWS, False)], ids=["refused", "allowed"]
)
def test_names_that_windows_refuses_are_named(
    ksbcheck: Run, tmp_path: Path, names: tuple[str, ...], refused: bool
) -> None:
    evidence = [piece(number, name) for number, name in enumerate(names, 1)]
    files = {name: f"On day {number} I dug the long bed and wrote it all down.\n" for number, name in enumerate(names)}
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, files))
    said = [
        f"{each['path']} {each['message']}" for each in verdict.findings if each["severity"] in {"warning", "error"}
    ]
    named = {
        name for name in names if any("Windows" in words and repr(name.split("/")[0])[1:-1] in words for words in said)
    }
    assert named == (set(names) if refused else set())
