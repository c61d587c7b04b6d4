"""Standards that are too large are rejected quickly."""

from pathlib import Path

import pytest

from tests.conftest import Run, one_line

HEAD = 'format: ksbcheck-standard/1\nreference: ST9100\ntitle: Big\nlevel: 3\nversion: "1.0"\n'
DUTY = "{{number: {}, text: Flies kites., options: [], mapping: none, ksbs: []}}"
KSB = "{{code: K{}, options: [], text: {}}}"


def standard(options: int = 1, duties: tuple[int, ...] = (1,), ksbs: int = 1, text: str = "Kites.") -> str:
    lists = {
        "options": [f"{{id: o{number}, title: Option {number}}}" for number in range(options)],
        "duties": [DUTY.format(number) for number in duties],
        "ksbs": [KSB.format(number, text) for number in range(1, ksbs + 1)],
    }
    return HEAD + "".join(f"{key}:\n" + "".join(f"  - {item}\n" for item in items) for key, items in lists.items())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (standard(options=101), "`options`: the list has more than 100 items"),
        (standard(duties=tuple(range(1, 502))), "`duties`: the list has more than 500 items"),
        (standard(ksbs=1001), "`ksbs`: the list has more than 1000 items"),
        (standard(text="a" * 5001), "`text`: the text is longer than 5000 characters"),
    ],
    ids=["options", "duties", "statements", "text"],
)
def test_standard_check_rejects_oversized_list(ksbcheck: Run, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "s.yaml").write_text(text)
    done = ksbcheck("standard", "check", "s.yaml", cwd=tmp_path)
    assert (done.returncode, says in one_line(done.stderr)) == (2, True)


def test_standard_check_summarises_huge_gap_in_duties(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(standard(duties=(2, 10**30)))
    done = ksbcheck("standard", "check", "s.yaml", "--full", cwd=tmp_path)
    assert f"the duties leave out 1 and 3-{10**30 - 1}" in one_line(done.stdout)
