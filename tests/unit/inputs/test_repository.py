import os
from pathlib import Path

import pytest

from ksbcheck.domain.finding import Finding, Ground, Justification, Place
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.report import Report
from ksbcheck.inputs.repository import Root


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "learners" / "ann").mkdir(parents=True)
    (folder / "learners" / "ann" / "portfolio.yaml").touch()
    (folder / ".git").mkdir()
    return folder


def finding(path: str | None, place: Place | None = None) -> Finding:
    return Finding("KSB101", Severity.ERROR, "message", "help", path=path, place=place)


def rooted(root: Root, portfolio: Path, *findings: Finding) -> list[tuple[str | None, Place | None, str]]:
    report = root.rooted(Report(str(portfolio), Policy(), findings))
    return [(each.path, each.place, each.message) for each in report.findings]


def test_the_root_holds_git(repository: Path) -> None:
    inner = repository / "learners" / "ann"
    assert Root.around(inner) == Root(repository, is_repository=True)
    (inner / ".git").write_text("gitdir: elsewhere", encoding="utf-8")  # as in a worktree or a submodule
    assert Root.around(inner) == Root(inner, is_repository=True)


def test_without_a_repository_it_is_the_folder_itself(tmp_path: Path) -> None:
    if not any((folder / ".git").exists() for folder in tmp_path.parents):
        assert Root.around(tmp_path) == Root(tmp_path, is_repository=False)
        assert str(Root.around(tmp_path)) == f"the folder {tmp_path}"


def test_paths_from_the_root(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Root.around(repository)
    monkeypatch.chdir(repository / "learners")
    assert root.path_of("ann") == root.path_of("../learners/./ann/") == "learners/ann"
    assert root.path_of("ann/portfolio.yaml") == "learners/ann/portfolio.yaml"
    assert root.path_of("..") == "."
    assert root.path_of("nobody/here.yaml") == "learners/nobody/here.yaml"
    assert root.path_of(str(repository / "learners" / "ann")) == "learners/ann"
    assert root.path_of("../..") is None
    assert root.path_of("nobody/../../../here.yaml") is None
    assert root.path_of(f"{repository}-2") is None


def test_links_are_followed_to_the_portfolio(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "door").symlink_to(repository)
    (repository / "ann").symlink_to("learners/ann")
    (repository / "away").symlink_to(tmp_path)
    (repository / "circle").symlink_to("circle")
    root = Root.around(tmp_path / "door" / "learners")
    assert root == Root(repository, is_repository=True)
    assert root.path_of(str(tmp_path / "door" / "ann")) == "learners/ann"
    assert root.path_of(str(repository / "away")) is None
    assert root.path_of(str(repository / "circle")) == "circle"


def test_findings_stand_at_files_of_the_repository(repository: Path, tmp_path: Path) -> None:
    portfolio = repository / "learners" / "ann"
    (portfolio / "leads-out.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    manifest = "learners/ann/portfolio.yaml"
    root, place = Root.around(repository), Place(3, 4)
    assert rooted(root, portfolio, finding(str(portfolio / "portfolio.yaml"), place)) == [(manifest, place, "message")]
    assert rooted(root, portfolio, finding(str(portfolio / "leads-out.pdf"))) == [
        ("learners/ann/leads-out.pdf", None, "message")
    ]
    assert rooted(root, portfolio, finding(str(portfolio / "../shared.pdf"))) == [
        ("learners/shared.pdf", None, "message")
    ]
    assert rooted(root, portfolio, finding(str(repository / "standard.yaml"), place)) == [
        ("standard.yaml", place, "message")
    ]
    assert rooted(root, portfolio, finding(None)) == [(manifest, None, "message")]


@pytest.mark.parametrize("name", ["/elsewhere/standard.yaml", "/else\0where.yaml"])
def test_a_file_outside_is_named_in_the_message(repository: Path, name: str) -> None:
    portfolio = repository / "learners" / "ann" / "portfolio.yaml"
    found = rooted(Root.around(repository), portfolio, finding(name, Place(3, 4)))
    assert found == [("learners/ann/portfolio.yaml", None, f"{name}:3:4: message")]


def test_a_folder_without_manifest_stands_for_itself(repository: Path) -> None:
    assert rooted(Root.around(repository), repository / "learners", finding(None)) == [("learners", None, "message")]
    report = Root.around(repository).rooted(Report(str(repository), Policy(), ()))
    assert report.path == os.curdir


@pytest.mark.parametrize(
    ("source", "within"),
    [
        ("learners/ann/known.yaml", "learners/ann/known.yaml"),
        ("ksbcheck.toml", "ksbcheck.toml"),
        ("../p.yaml", "p.yaml"),
    ],
)
def test_what_justifies_is_named_from_the_root(repository: Path, source: str, within: str) -> None:
    portfolio = repository / "learners" / "ann"
    excused = finding(None).justified_by(Justification(Ground.POLICY, "so be it", source=str(repository / source)))
    (found,) = Root.around(repository).rooted(Report(str(portfolio), Policy(), (excused,))).findings
    assert found.justification == Justification(Ground.POLICY, "so be it", source=within)
