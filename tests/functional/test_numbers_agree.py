"""The numbers of one learner and of a cohort are the same in every format."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from tests.conftest import AS_OF, COMPLETE, EARLY, HALFWAY, ROOT, Run
from tests.program import run_here

COHORT = (COMPLETE, HALFWAY, EARLY, "nowhere")
_STATES = {"passes": "met", "fails": "not met"}
NAMES = {HALFWAY: "Rowan Example", EARLY: "Tomasz Specimen"}


class _Words(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.partition("</head>")[2])

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(file: Path) -> str:
    """Return the words of a file, with single blanks between."""
    if file.suffix == ".pdf":
        found = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]
    elif file.suffix == ".html":
        found = [re.sub(r" +([,.])", r"\1", " ".join(_Words(file.read_text(encoding="utf-8")).found))]
    elif file.suffix == ".xlsx":
        rows = (row for sheet in load_workbook(file) for row in sheet.iter_rows(values_only=True))
        found = [str(cell) for row in rows for cell in row if cell is not None]
    else:
        found = [file.read_text(encoding="utf-8").replace("**", "")]
    return " ".join(" ".join(found).split())


@pytest.fixture(scope="module")
def truth() -> dict[str, dict[str, int]]:
    """Return the counts of each portfolio, as the JSON has them."""
    done = run_here(["check", *COHORT, "--as-of", AS_OF, "-f", "json"], ROOT, {})
    judged = [each for each in json.loads(done.stdout)["reports"] if each["coverage"]]
    return {
        each["portfolio"]["path"]: {**each["coverage"]["counts"], "missing": len(each["coverage"]["missing"])}
        for each in judged
    }


@pytest.mark.parametrize(
    ("command", "ending"),
    [("report", "md"), *((command, ending) for command in ("report", "cohort") for ending in ("html", "pdf", "xlsx"))],
)
def test_documents_have_the_numbers_of_the_json(
    ksbcheck: Run, tmp_path: Path, truth: dict[str, dict[str, int]], command: str, ending: str
) -> None:
    file = tmp_path / f"cohort.{ending}"
    ksbcheck(command, *COHORT, "--as-of", AS_OF, "-o", file)
    words = words_of(file)
    assert "4 learners: 1 through the gateway, 2 need help now, 1 working towards it." in words
    rows = re.split("KSBs most often missing", words)[0]
    for path, name in NAMES.items():
        assert f"{truth[path]['missing']} of {truth[path]['required']}" in rows.split(name, 1)[1][:120]


def test_learners_have_the_numbers_of_the_json(ksbcheck: Run, tmp_path: Path, truth: dict[str, dict[str, int]]) -> None:
    done = ksbcheck("report", *COHORT, "--as-of", AS_OF, "-o", "-", "-f", "learners.csv")
    of_csv = {row["Portfolio"]: row for row in csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff")))}
    ksbcheck("report", *COHORT, "--as-of", AS_OF, "-o", tmp_path / "c.xlsx")
    head, *rows = load_workbook(tmp_path / "c.xlsx")["Learners"].iter_rows(values_only=True)
    of_sheet = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert set(of_csv) == set(of_sheet) == set(COHORT)
    for path, counts in truth.items():
        waiting = counts["claimed"] - counts["assessed"]
        for row in (of_csv[path], of_sheet[path]):
            assert {name: int(row[name.capitalize()]) for name in counts} == counts
            assert int(row["Waiting to be assessed"]) == waiting


def test_screen_has_the_numbers_of_the_json(ksbcheck: Run, truth: dict[str, dict[str, int]]) -> None:
    lines = ksbcheck("check", *COHORT, "--as-of", AS_OF, COLUMNS="120").stdout.splitlines()
    assert lines[1] == "4 learners: 1 through the gateway, 2 need help now, 1 working towards it"
    for path, name in NAMES.items():
        (line,) = (each for each in lines if each.startswith(name))
        counts = truth[path]
        assert f"{counts['missing']} of {counts['required']}" in line
        assert f" {counts['claimed'] - counts['assessed']} " in f"{line} "


@pytest.mark.parametrize("option", [(), ("--pseudonymous",)])
def test_names_change_no_number(ksbcheck: Run, option: tuple[str, ...]) -> None:
    lines = ksbcheck("check", *COHORT, "--as-of", AS_OF, *option).stdout.splitlines()
    assert lines[1] == "4 learners: 1 through the gateway, 2 need help now, 1 working towards it"
    text = ksbcheck("report", COMPLETE, "--as-of", AS_OF, *option, "-o", "-", "-f", "md").stdout
    assert "The requirements of the gateway are met, as stated" in text


@pytest.mark.parametrize("path", [COMPLETE, HALFWAY, EARLY])
def test_every_medium_has_the_counts_and_gateway_of_the_json(
    ksbcheck: Run, tmp_path: Path, truth: dict[str, dict[str, int]], path: str
) -> None:
    counts, asked = truth[path], (path, "--as-of", AS_OF)
    said = {
        "verified": counts["verified"],
        "assessed": counts["assessed"] - counts["verified"],
        "claimed": counts["claimed"] - counts["assessed"],
        "missing": counts["missing"],
    }
    gateway = json.loads(ksbcheck("gateway", *asked, "-f", "json").stdout)["gateways"][0]["components"]
    states = {each["component"]: each["state"].replace("_", " ") for each in gateway}
    alone = {name: _STATES.get(state, state) for name, state in states.items() if not name.endswith("declaration")}
    screen = tmp_path / "screen.txt"
    screen.write_text(ksbcheck("check", *asked, "--full").stdout, encoding="utf-8")
    for ending in ("html", "pdf", "md", "xlsx"):
        ksbcheck("report", *asked, "-o", tmp_path / f"report.{ending}")
    assert alone
    for file in (screen, *tmp_path.glob("report.*")):
        words = words_of(file)
        for name, number in said.items():
            assert re.search(rf"\b{number}\W+{name}\b|\b{name}\W+{number}\b", words), (file.name, name)
        for name, state in alone.items():
            assert re.search(rf"{re.escape(name)}\W+{state}\b", words), (file.name, name)
