from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.sources.manifest import MANIFEST_NAMES, find_manifest


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
    assert "2 of its sub-folders have one" in caught.value.findings[0].help
