from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.inputs.manifest import find_manifest, read_manifest


@pytest.mark.parametrize("name", MANIFEST_NAMES)
def test_a_folder_leads_to_its_manifest(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    (tmp_path / "other.yaml").touch()
    assert find_manifest(tmp_path) == tmp_path / name


def test_a_file_is_its_own(tmp_path: Path) -> None:
    assert find_manifest(tmp_path / "any.yaml") == tmp_path / "any.yaml"


def test_a_folder_of_portfolios_says_so(tmp_path: Path) -> None:
    for name in ("ann", "bea"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "portfolio.yml").touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path)
    assert "2 sub-folders have one" in caught.value.findings[0].help


@pytest.mark.parametrize(
    ("here", "named", "above"), [("p", "evidence", "."), ("p/evidence", ".", ".."), ("p/evidence/deep", "..", "../..")]
)
def test_a_folder_within_a_portfolio_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str, named: str, above: str
) -> None:
    (tmp_path / "p" / "evidence" / "deep").mkdir(parents=True)
    (tmp_path / "p" / "portfolio.yaml").touch()
    monkeypatch.chdir(tmp_path / here)
    with pytest.raises(InputError) as caught:
        find_manifest(Path(named))
    assert caught.value.findings[0].help == f"The folder above has one: ksbcheck check {above}"
    assert find_manifest(Path(above)) == Path(above) / "portfolio.yaml"


def test_two_manifests_or_one_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "Portfolio.YAML").touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path)
    assert caught.value.findings[0].help == "Rename 'Portfolio.YAML' to portfolio.yaml."
    for name in MANIFEST_NAMES[:2]:
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="the folder has"):
        find_manifest(tmp_path)


def test_a_piece_of_evidence_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "E1.docx").touch()
    with pytest.raises(InputError, match="this is not a manifest: Word document"):
        find_manifest(tmp_path / "E1.docx")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("portfolio.yaml.txt", "Rename 'portfolio.yaml.txt' to portfolio.yaml. Windows hides the ending .txt."),
        ("portfolio.yml.txt", "Rename 'portfolio.yml.txt' to portfolio.yaml. Windows hides the ending .txt."),
        ("portfolio.txt", "Rename 'portfolio.txt' to portfolio.yaml. Windows hides the ending .txt."),
        ("portfolio (1).yaml", "Rename 'portfolio (1).yaml' to portfolio.yaml."),
        ("portfolio - Copy.yaml", "Rename 'portfolio - Copy.yaml' to portfolio.yaml."),
        ("Portfolio.yaml", "Rename 'Portfolio.yaml' to portfolio.yaml."),
        ("portfolio.yaml.yaml", "Rename 'portfolio.yaml.yaml' to portfolio.yaml."),
        ("portfolio.yaml ", "Rename 'portfolio.yaml ' to portfolio.yaml."),
        ("portfolios.yaml", "Rename 'portfolios.yaml' to portfolio.yaml."),
        ("portfollio.yml", "Rename 'portfollio.yml' to portfolio.yaml."),
        ("portfolio", "Rename 'portfolio' to portfolio.yaml."),
        ("portfolio (1).json", "Rename 'portfolio (1).json' to portfolio.json."),
    ],
)
def test_misnamed_manifest_is_named(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.help) == ("KSB902", remedy)
    assert name in finding.message


def test_misnamed_manifest_is_named_by_its_own_path(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml.txt").touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path / "portfolio.yaml.txt")
    assert caught.value.findings[0].help.startswith("Rename 'portfolio.yaml.txt' to portfolio.yaml.")


def test_one_of_several_misnamed_manifests_is_to_be_kept(tmp_path: Path) -> None:
    for name in ("portfolio (1).yaml", "portfolio (2).yaml"):
        (tmp_path / name).touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path)
    assert caught.value.findings[0].help == "Keep one of them, and rename it to portfolio.yaml."


@pytest.mark.parametrize("name", ["portfolio.pdf", "policy.yaml", "portfolio.seal.json", "notes.txt", "standard.yaml"])
def test_other_files_are_no_misnamed_manifest(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError) as caught:
        find_manifest(tmp_path)
    assert caught.value.findings[0].help.startswith("Write portfolio.yaml with format")


def test_misnamed_manifest_beside_a_manifest_changes_nothing(tmp_path: Path) -> None:
    for name in ("portfolio.yaml", "portfolio.yaml.txt"):
        (tmp_path / name).touch()
    assert find_manifest(tmp_path) == tmp_path / "portfolio.yaml"


def test_misspelt_path_leads_to_the_folder_there(tmp_path: Path) -> None:
    (tmp_path / "lena").mkdir()
    with pytest.raises(InputError) as caught:
        read_manifest(tmp_path / "lenna")
    assert caught.value.findings[0].help == f"Did you mean {tmp_path / 'lena'}?"
