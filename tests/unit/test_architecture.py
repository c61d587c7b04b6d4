"""ARCHITECTURE.md names what is there."""

import re

from tests.conftest import ROOT

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_architecture_names_only_paths_that_exist() -> None:
    paths = set(re.findall(r"`([a-z_/]+(?:/|\.py|\.yaml|\.md))`", TEXT))
    assert paths
    missing = {
        path for path in paths if not any((folder / path).exists() for folder in (ROOT, ROOT / "src" / "ksbcheck"))
    }
    assert missing == set()


def test_architecture_names_every_folder() -> None:
    folders = {path.name for path in (ROOT / "src" / "ksbcheck").iterdir() if (path / "__init__.py").exists()}
    assert {f"{name}/" for name in folders} <= set(re.findall(r"`([a-z]+/)`", TEXT))


def test_architecture_fits_a_sitting() -> None:
    assert len(TEXT.encode()) <= 10_700
