from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.portfolio import MANIFEST_NAMES
from ksbcheck.inputs.manifest import find_manifest


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
    assert "Write the name of Portfolio.YAML in small letters." in caught.value.findings[0].help
    for name in MANIFEST_NAMES[:2]:
        (tmp_path / name).touch()
    with pytest.raises(InputError, match="the folder has"):
        find_manifest(tmp_path)


def test_a_piece_of_evidence_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "E1.docx").touch()
    with pytest.raises(InputError, match="this is not a manifest: Word document"):
        find_manifest(tmp_path / "E1.docx")
