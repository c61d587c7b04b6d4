from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs import git
from ksbcheck.inputs.git import Changed, changed_since

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


def test_a_git_that_gives_no_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(git, "_SECONDS", 0.2)
    with pytest.raises(InputError, match="gave no answer within"):
        changed_since("main", tmp_path)
