"""ksbcheck and the oracle agree on generated manifests, checked alone or in a folder of small files."""

from pathlib import Path

import pytest

from tests.oracle.agreement import disagreements

MANIFESTS = 300
CHUNK = 100


@pytest.mark.parametrize("first", range(0, MANIFESTS, CHUNK), ids=str)
def test_check_agrees_with_oracle(tmp_path: Path, first: int) -> None:
    assert not disagreements(range(first, first + CHUNK), tmp_path / "portfolio")
