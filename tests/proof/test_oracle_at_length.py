"""ksbcheck and the oracle agree on many generated manifests."""

from pathlib import Path

import pytest

from tests.oracle.agreement import disagreements

MANIFESTS = 20_000
CHUNK = 500


@pytest.mark.parametrize("first", range(0, MANIFESTS, CHUNK), ids=str)
def test_check_agrees_with_oracle_at_length(tmp_path: Path, first: int) -> None:
    assert not disagreements(range(first, first + CHUNK), tmp_path / "portfolio")
