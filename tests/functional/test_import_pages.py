"""`ksbcheck standard import` of pages and lists: identity, version, duties, and what is missing."""

import json

import pytest
import yaml

from tests.conftest import one_line

FOOT = "K1: Kinds of tea.\nS1: Pour.\nB1: Be kind.\nCrown copyright © 2026\n"
FACTS = "Reference: {}\nLevel: 2\n"
OCCUPATION = f"Tea maker\n{FACTS.format('OCC9001')}Duty | KSBs |\nDuty 1 Brew tea. | K1 S1 B1 |\n{FOOT}"
UNMAPPED = OCCUPATION.replace(" K1 S1 B1 |", "")
ADDRESSED = """<!DOCTYPE html><html><head><title>Tea maker</title>
<link rel="canonical" href="https://example.invalid/occupations/OCC9001-v1-2" /></head><body>
<h1>Tea maker</h1><p>This is not the latest approved version of this apprenticeship.</p>
<p>Reference: OCC9001</p><p>Level: 2</p>
<h2>Duties</h2><table><tr><th>Duty</th><th>KSBs</th></tr><tr><td>Duty 1 Brew tea.</td><td>K1 S1 B1</td></tr></table>
<h2>KSBs</h2><p>K1: Kinds of tea.</p><p>S1: Pour.</p><p>B1: Be kind.</p>
<p>Crown copyright © 2026</p></body></html>
"""
MAPS = {
    "stdCode": "OCC9001",
    "name": "Tea maker",
    "versionNo": "1.0",
    "level": 2,
    "statusName": "Approved occupation",
    "products": [{"productCode": "ST9001", "typeName": "Apprenticeship"}],
    "duties": [{"dutyId": "D1", "dutyDetail": "Brew tea.", "mappedKnowledge": ["K1"], "mappedSkills": ["S1"], "mappedBehaviour": ["B1"]}],
    "knowledges": [{"knowledgeId": "K1", "detail": "Kinds of tea."}],
    "skills": [{"skillId": "S1", "detail": "Pour."}],
    "behaviours": [{"behaviourId": "B1", "detail": "Be kind."}],
}  # fmt: skip


@pytest.fixture
def bring(ksbcheck, tmp_path):
    """Return a function that imports a text; it returns status, messages, and the standards of the library."""

    def run(text, *args, name="page.txt"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        done = ksbcheck("standard", "import", name, *args, "--to", "lib", cwd=tmp_path)
        files = sorted((tmp_path / "lib").glob("*.yaml"))
        return done.returncode, one_line(done.stderr), {f.name: yaml.safe_load(f.read_text()) for f in files}

    return run


def test_codes_above_their_duty(bring):
    table = "Duty                KSBs\n                    K1\nDuty 1 Brew tea.    S1\n                    B1\n"
    table += "                    K1 K2\nDuty 2 Serve tea.   S2\n                    B1\n"
    page = f"{FACTS.format('ST9001')}Version: 1.0\nOccupation duties\n{table}KSBs\nK1: Kinds of tea.\nK2: Cups.\nS1: Pour.\nS2: Carry.\nB1: Be kind.\nCrown copyright © 2026\n"
    status, said, library = bring(page, "--title", "Tea")
    duties = library["ST9001-1.0.yaml"]["duties"]
    assert (status, said, [each["ksbs"] for each in duties]) == (0, "", [["K1", "S1", "B1"], ["K1", "K2", "S2", "B1"]])
    status, said, library = bring(page.replace("K1 K2", "B1   "), "--title", "Tea", "--replace")
    assert (status, "may be of the duty above or of the one below" in said) == (0, True)
    assert {each["mapping"] for each in library["ST9001-1.0.yaml"]["duties"]} <= {"partial", "none"}


@pytest.mark.parametrize(
    "facts",
    [
        "**Reference:** {0}\n\n**Level:** 2\n\n**Version:** 1.0\n",
        "  1. **Reference:** {0}\n  2. **Level:** 2\n  3. **Version:** 1.0\n",
    ],
)
def test_bold_and_numbered_facts(bring, facts):
    status, said, library = bring(f"{facts.format('ST9001')}\nDuty 1 Brew tea. K1 S1 B1\n\n{FOOT}", "--title", "Tea")
    assert (status, said, list(library)) == (0, "", ["ST9001-1.0.yaml"])


def test_list_has_the_outcome_of_a_csv(bring):
    csv = "code,statement\nK1,Kinds of tea.\nS1,Pour.\nB1,Be kind.\n"
    given = ("--reference", "ST9001", "--version", "1.0", "--title", "Tea", "--level", "2")
    status, said, library = bring(csv, *given, name="list.csv")
    text = f"{FACTS.format('ST9001')}Version: 1.0\n\nK1: Kinds of tea.\n\nS1: Pour.\n\nB1: Be kind.\n"
    again, said_again, from_text = bring(text, "--title", "Tea", "--replace")
    assert (status, again) == (0, 0)
    assert said_again == said.replace("list.csv", "page.txt").replace("the spreadsheet has", "the page has")
    one, other = library["ST9001-1.0.yaml"], from_text["ST9001-1.0.yaml"]
    assert [one[name] for name in ("reference", "version", "level", "ksbs")] == [
        other[name] for name in ("reference", "version", "level", "ksbs")
    ]


@pytest.mark.parametrize("args", [(), ("--reference", "ST9001"), ("--reference", "OCC9001")])
def test_occupation_and_standard_are_one(bring, args):
    status, said, library = bring(UNMAPPED, "--version", "1.0", "--title", "Tea maker", *args)
    assert (status, said, list(library)) == (0, "", ["ST9001-1.0.yaml"])
    status, said, library = bring(json.dumps(MAPS), name="maps.json")
    assert (status, said, list(library)) == (0, "", ["ST9001-1.0.yaml"])
    (duty,) = library["ST9001-1.0.yaml"]["duties"]
    assert (duty["ksbs"], duty["mapping"]) == (["K1", "S1", "B1"], "complete")


def test_occupation_of_another_standard_is_refused(bring):
    status, said, library = bring(OCCUPATION, "--version", "1.0", "--title", "Tea maker", "--reference", "ST9002")
    assert (status, library) == (2, {})
    assert "the page prints the reference OCC9001, and --reference says ST9002" in said


def test_version_of_the_page_address(bring):
    status, said, library = bring(ADDRESSED, "--version", "1.0", name="page.html")
    assert (status, library) == (2, {})
    assert "the page has the version 1.2 in its address, and --version says 1.0" in said
    status, said, library = bring(ADDRESSED, name="page.html")
    assert (status, list(library)) == (0, ["ST9001-1.2.yaml"])
    assert "as in --version" not in said


def test_page_cut_off_is_incomplete(bring):
    cut = OCCUPATION[: OCCUPATION.index("B1: Be")]
    status, said, library = bring(cut, "--version", "1.0", "--title", "Tea maker")
    assert (status, library["ST9001-1.0.yaml"]["incomplete"]) == (1, ["the text of B1"])
    assert "KSB533 page.txt: the text of B1 is left out: the page seems to break off before it" in said


def test_duties_without_statements_are_refused(bring):
    status, said, library = bring("Reference: ST9001\nDuty 1 Brew tea. K1\n")
    assert (status, library) == (2, {})
    assert "the page shows duties, but no statements (K1: ...)" in said


def test_standard_check_is_silent_on_duties_without_any(bring, ksbcheck, tmp_path):
    bring(f"{FACTS.format('ST9001')}Version: 1.0\n{FOOT}", "--title", "Tea")
    done = ksbcheck("standard", "check", "lib/ST9001-1.0.yaml", cwd=tmp_path)
    assert (done.returncode, "dut" in done.stdout.casefold(), "nothing to correct" in done.stdout) == (0, False, True)


def test_statements_in_a_table_are_not_missing(bring):
    table = "| Code | Statement |\n|---|---|\n| K1 | Kinds of tea. |\n| S1 | Pour. |\n| B1 | Be kind. |\n"
    page = f"# Tea maker\n{FACTS.format('ST9001')}Version: 1.0\nDuty 1 Brew tea. K1 S1 B1\n\n{table}"
    status, said, library = bring(page)
    assert (status, "KSB533" in said, len(library["ST9001-1.0.yaml"]["ksbs"])) == (0, False, 3)


def test_stated_title_counts_before_a_printed_one(bring):
    page = f"# Tea maker\n\n  1. **Reference:** ST9001\n  2. **Level:** 2\n  3. **Version:** 1.0\n\nDuty 1 Brew tea. K1 S1 B1\n\n{FOOT}"
    status, said, library = bring(page, "--title", "Tea", name="page.md")
    assert (status, library["ST9001-1.0.yaml"]["title"]) == (0, "Tea")
    assert "the page prints the title Tea maker, and --title says Tea" in said
