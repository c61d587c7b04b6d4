import pytest

from ksbcheck.cli import explain, framework, library
from tests.conftest import ROOT, Run


def test_completion_offers_what_begins_so() -> None:
    assert library.complete_references("ST") == ["ST1414"]
    assert framework.complete_ids("") == ["FR04171"]
    assert framework.complete_titles("learning") == ["learning support assistant", "learning guide", "learning coach"]
    assert library.complete_options("w") == ["wellbeing"]
    assert explain.complete_codes("k4") == ["K4", *(f"K{n}" for n in range(40, 48))]
    assert explain.complete_codes("KSB10") == [f"KSB10{n}" for n in range(1, 8)]


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
