"""A failure in one portfolio leaves the others as they are."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ksbcheck.tasks import check as task
from tests.conftest import Run, one_line
from tests.small_portfolio import REQUIRED, write_portfolio

FORMATS = ["table", "json", "lines", "markdown", "github", "gitlab", "junit", "sarif"]
DOCUMENTS = ["html", "pdf", "md", "csv", "learners.csv", "xlsx", "json"]
HALF_CHARACTERS = {
    "fingerprint": '"fingerprint": {"standard": "\\ud800"}, "evidence": []',
    "id": '"evidence": [{"id": "E\\udfff", "ksbs": ["K99"]}]',
    "key": '"evidence": [], "\\ud83d": 1',
}


@pytest.fixture
def three_portfolios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return three portfolios; the second has no manifest yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("one", "three"):
        write_portfolio(tmp_path / name, REQUIRED[1:])
    (tmp_path / "two").mkdir()
    return ["one", "two", "three"]


def write_half_character(what: str) -> None:
    head = '"format": "ksbcheck-portfolio/1", "standard": "ST1414", "version": "1.0", "option": "send"'
    Path("two/portfolio.json").write_text(f"{{{head},\n {HALF_CHARACTERS[what]}}}", encoding="utf-8")


def break_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the check of the second portfolio raise an error with unprintable words."""
    check = task.check

    def checking(path: Path, *args: object, **kwargs: object) -> object:
        if path.name == "two":
            raise RuntimeError("a \ud800 and\na \x1b[31m")
        return check(path, *args, **kwargs)

    monkeypatch.setattr(task, "check", checking)


@pytest.mark.parametrize(("what", "column"), [("fingerprint", 30), ("id", 22), ("key", 18)])
def test_check_reports_half_character_at_its_place(
    ksbcheck: Run, three_portfolios: list[str], what: str, column: int
) -> None:
    write_half_character(what)
    done = ksbcheck("check", *three_portfolios, "-f", "json", cwd=Path())
    one, two, three = json.loads(done.stdout)["reports"]
    assert (done.returncode, done.stderr) == (2, "")
    assert [each["outcome"] for each in (one, two, three)] == ["gaps", "error", "gaps"]
    (found,) = two["findings"]
    assert (found["rule"], found["line"], found["column"]) == ("KSB904", 2, column)
    assert found["message"].startswith("this is not valid JSON: a text has half a character here (\\ud")


@pytest.mark.parametrize("report_format", FORMATS)
def test_check_format_survives_one_failure(
    ksbcheck: Run, three_portfolios: list[str], monkeypatch: pytest.MonkeyPatch, report_format: str
) -> None:
    args = ("check", *three_portfolios, "-f", report_format)
    write_half_character("id")
    done = ksbcheck(*args, cwd=Path(), COLUMNS="200")
    break_second(monkeypatch)
    broken = ksbcheck(*args, cwd=Path(), COLUMNS="200")
    for each, rule in ((done, "KSB904"), (broken, "KSB920")):
        assert (each.returncode, each.stderr) == (2, "")
        assert all(word in each.stdout for word in ("one", "two", "three"))
        assert rule in each.stdout
    if report_format != "table":
        assert "this is a fault of ksbcheck, not yours: RuntimeError: a " in one_line(broken.stdout)
    if report_format in ("json", "gitlab", "sarif"):
        json.loads(broken.stdout)
    elif report_format == "junit":
        ET.fromstring(broken.stdout)  # noqa: S314 - our own


@pytest.mark.parametrize("ending", DOCUMENTS)
@pytest.mark.parametrize("pseudonymous", [False, True])
def test_report_survives_one_failure(
    ksbcheck: Run, three_portfolios: list[str], monkeypatch: pytest.MonkeyPatch, ending: str, pseudonymous: bool
) -> None:
    write_half_character("id")
    break_second(monkeypatch)
    more = ["--pseudonymous"] if pseudonymous else []
    done = ksbcheck("report", *three_portfolios, "-o", f"report.{ending}", *more, cwd=Path())
    assert (done.returncode, done.stderr.partition(",")[0].strip()) == (2, f"Written to report.{ending}")
    assert Path(f"report.{ending}").stat().st_size > 0


@pytest.mark.parametrize("command", ["gateway", "plan"])
def test_command_survives_one_failure(
    ksbcheck: Run, three_portfolios: list[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    break_second(monkeypatch)
    done = ksbcheck(command, *three_portfolios, "-f", "json", cwd=Path())
    assert (done.returncode, done.stderr) == (2, "")
    (outcomes,) = [each for each in json.loads(done.stdout).values() if isinstance(each, list)]
    assert [each["outcome"] for each in outcomes] == ["gaps", "error", "gaps"]


def test_check_raises_fault_in_debug_mode(
    ksbcheck: Run, three_portfolios: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    break_second(monkeypatch)
    monkeypatch.setenv("KSBCHECK_DEBUG", "1")
    done = ksbcheck("check", *three_portfolios, cwd=Path())
    assert (done.returncode != 0, "RuntimeError" in done.stderr) == (True, True)


@pytest.mark.parametrize("report_format", FORMATS)
@pytest.mark.parametrize("pseudonymous", [False, True])
def test_check_accepts_folder_name_that_is_not_text(
    ksbcheck: Run, three_portfolios: list[str], report_format: str, pseudonymous: bool
) -> None:
    name = b"caf\xe9".decode(errors="surrogateescape")
    try:
        write_portfolio(Path(name), REQUIRED[1:])
    except OSError:
        pytest.skip("this system takes no such name")
    more = ["--pseudonymous"] if pseudonymous else []
    done = ksbcheck("check", "one", name, "two", "-f", report_format, *more, cwd=Path())
    assert (done.returncode, done.stderr) == (2, "")
    assert "3 portfolios" in done.stdout or report_format != "table"
    assert three_portfolios[0] in done.stdout or pseudonymous or report_format == "table"
