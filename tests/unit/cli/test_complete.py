import pytest

from ksbcheck.cli import complete
from tests.conftest import ROOT, Run


def test_what_is_offered() -> None:
    assert complete.references("ST") == ["ST1414"]
    assert complete.frameworks("") == ["FR04171"]
    assert complete.job_titles("learning") == ["learning support assistant", "learning guide", "learning coach"]
    assert complete.options("w") == ["wellbeing"]
    assert complete.explicable("k4") == ["K4", *(f"K{n}" for n in range(40, 48))]
    assert complete.explicable("KSB10") == [f"KSB10{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("line", "offered"), [("ksbcheck explain B", "B1 B2 B3 B4 B5 B6"), ("ksbcheck standard show S", "ST1414")]
)
def test_the_shell_is_offered_it(program: Run, line: str, offered: str) -> None:
    words = str(len(line.split()) - 1)
    done = program(
        cwd=ROOT,
        _KSBCHECK_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=words,
    )
    assert done.stdout.split() == offered.split()
