"""`ksbcheck report` of several portfolios as pages: one of the cohort, and one of each learner in a folder beside it."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote

import pytest

from ksbcheck.formats.html import page_names
from ksbcheck.inputs import files
from tests.cohort import check_folders, piece, write_cohort, write_learner
from tests.conftest import AS_OF, COMPLETE, HALFWAY, ROOT, Run


class _Links(HTMLParser):
    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if (tag, name) == ("a", "href")]


def links_to_pages(page: Path) -> set[str]:
    return {unquote(link).removeprefix("./") for link in _Links(page).found if "/" in link}


def names_of(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_cohort_has_a_page_and_one_for_each_learner(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "cohort.html"
    done = ksbcheck("report", *write_cohort(tmp_path / "all"), COMPLETE, "--as-of", AS_OF, "-o", file)
    assert done.returncode == 2
    assert done.stderr == f"Written to {file}, with a page for each learner in {tmp_path / 'cohort'}\n"
    pages = {f"cohort/{name}" for name in names_of(tmp_path / "cohort")}
    assert pages == {
        f"cohort/{name}.html" for name in ("alfie", "efe", "hana", "carys", "umar", "tegan", "complete-wellbeing")
    }
    assert links_to_pages(file) == pages
    assert "Hana Fabled" in (tmp_path / "cohort" / "hana.html").read_text(encoding="utf-8")
    assert names_of(tmp_path) == {"all", "cohort", "cohort.html"}


def test_pages_of_learners_have_no_script(ksbcheck: Run, tmp_path: Path) -> None:
    ksbcheck("report", HALFWAY, COMPLETE, "--as-of", AS_OF, "-o", tmp_path / "c.html")
    for page in (tmp_path / "c").iterdir():
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "default-src 'none'" in unescape(text)


def test_pages_are_written_again(ksbcheck: Run, tmp_path: Path) -> None:
    for _ in range(2):
        done = ksbcheck("report", HALFWAY, COMPLETE, "-o", tmp_path / "c.html")
        assert done.returncode == 1
    assert names_of(tmp_path / "c") == {"halfway-send.html", "complete-wellbeing.html"}


def test_pseudonymous_pages_hide_names_in_files_too(ksbcheck: Run, tmp_path: Path) -> None:
    amara = copytree(ROOT / COMPLETE, tmp_path / "amara-sample")
    rowan = copytree(ROOT / HALFWAY, tmp_path / "ro")
    file = tmp_path / "out" / "c.html"
    file.parent.mkdir()
    ksbcheck("report", amara, rowan, "--as-of", AS_OF, "--pseudonymous", "-o", file)
    names = names_of(tmp_path / "out" / "c")
    assert all(re.fullmatch(r"Learner-[0-9A-F]{4}\.html", name) for name in names)
    assert {f"c/{name}" for name in names} == links_to_pages(file)
    for page in (file, *file.with_suffix("").iterdir()):
        words = page.read_text(encoding="utf-8").replace(str(tmp_path), "").casefold()
        assert not re.search(r"\b(amara|rowan|hettie|dilys|0020417|0012345)\b", words)


@pytest.mark.parametrize("what", ["folder", "page"])
def test_nothing_is_written_if_one_page_can_not_be(ksbcheck: Run, tmp_path: Path, what: str) -> None:
    if what == "folder":
        (tmp_path / "c").write_text("mine", encoding="utf-8")
    else:
        (tmp_path / "c" / "halfway-send.html").mkdir(parents=True)
    before = names_of(tmp_path)
    done = ksbcheck("report", COMPLETE, HALFWAY, "-o", tmp_path / "c.html")
    assert done.returncode == 2
    assert "KSB901 cannot be written" in done.stderr
    assert names_of(tmp_path) == before
    assert what == "folder" or names_of(tmp_path / "c") == {"halfway-send.html"}


def test_new_folder_goes_if_the_page_can_not_be_written(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "c.html").mkdir()
    done = ksbcheck("report", COMPLETE, HALFWAY, "-o", tmp_path / "c.html")
    assert (done.returncode, names_of(tmp_path)) == (2, {"c.html"})


def test_pages_are_not_written_into_a_portfolio(ksbcheck: Run, tmp_path: Path) -> None:
    mine = write_learner(tmp_path / "mine", "Ann Example", piece("K1"))
    done = ksbcheck("report", mine, COMPLETE, "-o", tmp_path / "mine.html")
    assert (done.returncode, names_of(tmp_path)) == (2, {"mine"})
    assert "would stand in the portfolio" in done.stderr


def test_one_portfolio_has_one_page(ksbcheck: Run, tmp_path: Path) -> None:
    ksbcheck("report", HALFWAY, "-o", tmp_path / "c.html")
    assert names_of(tmp_path) == {"c.html"}


def test_cohort_on_standard_output_has_no_links_to_pages(ksbcheck: Run) -> None:
    done = ksbcheck("report", HALFWAY, COMPLETE, "--as-of", AS_OF, "-o", "-", "-f", "html")
    assert "2 learners: 1 through the gateway" in " ".join(done.stdout.split())
    assert 'href="./' not in done.stdout


def test_page_names_are_safe_and_unlike_each_other() -> None:
    (report,) = check_folders([HALFWAY])
    paths = [
        "a/Sam",
        "b/sam",
        "b/sam/portfolio.yaml",
        "../..",
        ".",
        "CON",
        "x/..",
        "50% <b>#1?",
        "a" * 300,
        "c/J\u00fcrgen",
    ]
    names = page_names([report._replace(path=path) for path in paths], by_learner=False)
    assert names == [
        "Sam.html",
        "sam-2.html",
        "sam-3.html",
        "portfolio.html",
        "portfolio-2.html",
        "portfolio-CON.html",
        "portfolio-3.html",
        "50-b-1.html",
        f"{'a' * 80}.html",
        "J\u00fcrgen.html",
    ]


def test_files_are_taken_back_if_writing_fails(tmp_path: Path) -> None:
    def contents():
        yield tmp_path / "new" / "a", b"1"
        raise files.InputError("KSB901", "broken", "Mend it.", path=tmp_path)

    with pytest.raises(files.InputError):
        files.write_all(contents())
    assert names_of(tmp_path) == set()
