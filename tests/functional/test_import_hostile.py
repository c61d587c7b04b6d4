"""`ksbcheck standard import` of hostile files and over edited files."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, one_line


def guid(number: int) -> str:
    return f"{number:08x}-0000-0000-0000-000000000000"


def official(**changed: object) -> dict[str, Any]:
    """Return a standard in the form of the standards API."""
    duty = {"dutyID": guid(9), "dutyDetail": "Flies kites.", "isThisACoreDuty": 1, "mappedKnowledge": [guid(1)]}
    return {
        "referenceNumber": "ST9001",
        "title": "Kite keeper",
        "version": "1.0",
        "level": 3,
        "coreAndOptions": False,
        "duties": [{**duty, "mappedSkills": [], "mappedBehaviour": []}],
        "knowledges": [{"knowledgeId": guid(1), "detail": "What makes kites fly."}],
        "skills": [],
        "behaviours": [],
        **changed,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{" + ",".join(f'"k{i}":1' for i in range(30_000)) + ',"z":1,"z":2}', "the key 'z' twice"),
        (json.dumps(official())[:-40], "this is not valid JSON: the file breaks off at line 1"),
    ],
    ids=["key twice among many", "one standard broken off"],
)
def test_import_rejects_unreadable_file(ksbcheck: Run, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "data.json").write_text(text)
    done = ksbcheck("standard", "import", "data.json", "--to", "here", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_import_completes_edited_file_and_keeps_it(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(json.dumps(official(route="Leisure")))
    arguments = ("standard", "import", "data.json", "--to", "here")
    ksbcheck(*arguments, cwd=tmp_path)
    file = tmp_path / "here" / "ST9001-1.0.yaml"
    file.write_text(file.read_text().replace("What makes kites fly.", "My own words.").replace("route: Leisure\n", ""))
    done = ksbcheck(*arguments, cwd=tmp_path)
    assert "completed" in done.stdout
    assert "My own words." in file.read_text()
    assert "route: Leisure" in file.read_text()
    assert not list(file.parent.glob("*.old"))
    own = "# My own note.\n" + file.read_text().replace("route: Leisure\n", "")
    file.write_text(own)
    assert "kept as ST9001-1.0.yaml.old" in ksbcheck(*arguments, cwd=tmp_path).stderr
    assert file.with_name("ST9001-1.0.yaml.old").read_text() == own
    assert "# My own note." not in file.read_text()
    file.write_text("format: nothing\n")
    assert ksbcheck(*arguments, cwd=tmp_path).returncode == 2
    assert file.read_text() == "format: nothing\n"


def test_import_ignores_endless_number(ksbcheck: Run, tmp_path: Path) -> None:
    text = json.dumps(official()).replace('"level": 3', '"level": ' + "9" * 5000)
    (tmp_path / "data.json").write_text(text)
    done = ksbcheck("standard", "import", "data.json", "--to", "here", cwd=tmp_path)
    assert (done.returncode, "added" in done.stdout) == (0, True)
    assert "level should be a whole number, not '999" in done.stderr


def test_import_keeps_requirements(ksbcheck: Run, tmp_path: Path) -> None:
    known = tmp_path / "lib" / "ST9001-1.0.yaml"
    options = [{"optionId": guid(20 + n), "title": f"Kite {n}"} for n in (1, 2)]
    duties = [
        {"dutyDetail": "Flies kites.", "isThisACoreDuty": 1, "mappedKnowledge": [guid(1), guid(2)]},
        {"dutyDetail": "Mends kites.", "isThisACoreDuty": 0, "mappedKnowledge": [guid(3)], "mappedOptions": [guid(21)]},
        {"dutyDetail": "Sells kites.", "isThisACoreDuty": 0, "mappedKnowledge": [guid(3)], "mappedOptions": [guid(22)]},
    ]
    words = ("What makes kites fly.", "How weather changes.", "Where to buy string.")
    knowledges = [{"knowledgeId": guid(n), "detail": text} for n, text in enumerate(words, 1)]
    data = official(coreAndOptions=True, options=options, duties=duties, knowledges=knowledges, route="Leisure")
    (tmp_path / "data.json").write_text(json.dumps(data))
    arguments = ("standard", "import", "data.json", "--to", "lib")
    ksbcheck(*arguments, cwd=tmp_path)
    known.write_text(known.read_text().replace("route: Leisure\n", ""))
    duties[0]["mappedKnowledge"] = [guid(1)]
    (tmp_path / "data.json").write_text(json.dumps(data))
    done = ksbcheck(*arguments, cwd=tmp_path)
    assert "K2 is core in the library and of no option named in the import" in one_line(done.stderr)
    assert '{code: K2, options: [], text: "How weather changes."' in known.read_text()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("https://example.org/standards.json", "ksbcheck fetches nothing"),
        (".", "Name the files in the folder"),
        ("plan.PDF", "Save the standard's web page as HTML"),
        ("all.zip", "Unpack the archive"),
    ],
)
def test_import_rejects_wrong_kind_of_file(ksbcheck: Run, tmp_path: Path, name: str, says: str) -> None:
    done = ksbcheck("standard", "import", name, cwd=tmp_path)
    assert (done.returncode, "KSB917" in done.stderr, says in done.stderr) == (2, True, True)


PAGE = """<html><head><title>Kite keeper</title></head><body><h1>Kite keeper</h1><p>Reference: ST9300</p>
<h2>Duties</h2><table><tr><th>Duty</th><th>KSBs</th></tr><tr><td>Duty 1 Flies kites.</td><td>K1</td></tr></table>
<h2>KSBs</h2><p>K1: What makes kites fly.</p><div style="display:none"><p>K2: How weather changes.</p></div>
<div hidden><p><b>K3</b>: Where to buy string.</p><p>Duty 2 Mends kites.</p><p>K1: What makes kites fly.</p></div>
</body></html>"""
SHEET = """code,statement,options,Duty 1: Flies kites.
K1,What makes kites fly.,core,x
K2,How weather changes.,not stated,
"""


@pytest.mark.parametrize(
    ("name", "text", "status", "says"),
    [
        ("page.html", PAGE, 1, "the text of K2 and K3 is left out: it is in a hidden part of the page"),
        ("page.html", PAGE, 1, "the page has hidden content: Duty 2"),
        ("s.csv", SHEET, 0, "the spreadsheet lists K2 under no option, so no learner is asked for them"),
    ],
    ids=["hidden", "hidden duty", "of no option"],
)
def test_import_reports_unrequired_statements(
    ksbcheck: Run, tmp_path: Path, name: str, text: str, status: int, says: str
) -> None:
    (tmp_path / name).write_text(text)
    given = ("--reference", "ST9300", "--version", "1.0", "--title", "Kite keeper", "--level", "3")
    done = ksbcheck("standard", "import", name, *given, "--to", "here", cwd=tmp_path)
    assert (done.returncode, says in one_line(done.stderr)) == (status, True)


def test_import_merges_repeated_occupation(ksbcheck: Run, tmp_path: Path) -> None:
    statement = {"knowledgeId": "K1", "detail": "What makes kites fly."}
    duty = {"dutyId": "D1", "dutyDetail": "Flies kites.", "mappedKnowledge": ["K1"]}
    red = {"stdCode": "OCC9500A", "name": "Kite keeper (Red)", "versionNo": "1.0", "duties": [duty]}
    red |= {"knowledges": [statement], "skills": [], "behaviours": []}
    arguments = ("standard", "import", "data.json", "--to", "here")
    (tmp_path / "data.json").write_text(json.dumps([red, red]))
    done = ksbcheck(*arguments, cwd=tmp_path)
    assert (done.returncode, "only the occupation OCC9500A" in done.stderr) == (0, True)
    assert (tmp_path / "here" / "ST9500-1.0.yaml").read_text().count("title: Red") == 1
    (tmp_path / "data.json").write_text(json.dumps([red, {**red, "name": "Kite keeper (Blue)"}]))
    done = ksbcheck(*arguments, cwd=tmp_path)
    assert (done.returncode, "OCC9500A is listed twice, with different content" in done.stderr) == (2, True)
