"""Small portfolios under tests/cases/counting and tests/cases/honest have the verdict of their `expect.json`.

`counting` holds what is no evidence, or nobody else's word; `honest` holds evidence that must count and draw no error.
`args` of `expect.json` is the command, `rename` gives files names that some systems can't store; tests/expectations.py
evaluates the other keys.
"""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tests.expectations import Verdict, unmet

CASES = ROOT / "tests" / "cases"


@pytest.mark.parametrize(
    "case", sorted(path.parent for path in CASES.glob("*/*/expect.json")), ids=lambda case: case.name
)
def test_verdict_is_as_expected(ksbcheck: Run, tmp_path: Path, case: Path) -> None:
    folder = shutil.copytree(case, tmp_path / case.name, ignore=shutil.ignore_patterns("expect.json"))
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    for name, wanted in expected.get("rename", ()):
        (folder / wanted).parent.mkdir(exist_ok=True)
        (folder / name).rename(folder / wanted)
    form = () if expected.get("text") else ("--format", "json")
    done = ksbcheck(*expected["args"], *form, cwd=folder)
    verdict = Verdict(done)
    assert not unmet(expected, verdict), verdict.summary
