from pathlib import Path

import pytest

from ksbcheck.sources.git import Changed

ROOT = Path("/repository")
CHANGED = Changed(ROOT, frozenset({ROOT / "ann" / "plan.pdf", ROOT / "guests"}), frozenset({ROOT / "private"}))


@pytest.mark.parametrize(
    ("path", "touched"),
    [
        ("/repository/ann", True),
        ("/repository/ann/plan.pdf", True),
        ("/repository/an", False),
        ("/repository/ann/portfolio.yaml", False),
        ("/repository/guests/cyd", True),
        ("/repository/private/dee/portfolio.yaml", True),
        ("/repository", True),
        ("/elsewhere", True),
    ],
)
def test_what_has_changed_or_cannot_be_told(path: str, touched: bool) -> None:
    assert CHANGED.touches(Path(path)) is touched


def test_of_an_untouched_repository_nothing_has_changed() -> None:
    assert not Changed(ROOT, frozenset()).touches(ROOT)
