"""The README shows real output and valid commands."""

import os
import re
import shlex
from pathlib import Path

from ksbcheck.inputs.manifest import read_manifest
from tests.conftest import AS_OF, ROOT, Run

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
PICTURE = re.search(r"```console\n\$ (?P<command>ksbcheck [^\n]*)\n(?P<output>.*?)```\n", TEXT, re.DOTALL)
CUT = "[...]\n"
KEPT = ("Rowan", 4), ("Knowledge, skills", 4), ("Do these next", 3)
"""What the README shows of the output: the first word of a passage, and its number of lines."""


def test_readme_has_set_up_lines() -> None:
    first, second = [line for line in COMMANDS if line.startswith("python3 -m venv")]
    assert first.endswith(".venv/bin/ksbcheck check examples/halfway-send")
    assert "pytest" in second


def test_readme_picture_is_real_output(ksbcheck: Run) -> None:
    assert PICTURE is not None
    lines = ksbcheck(*shlex.split(PICTURE["command"])[1:], "--as-of", AS_OF).stdout.splitlines(keepends=True)
    starts = [next(at for at, line in enumerate(lines) if line.startswith(word)) for word, _ in KEPT]
    real = (
        CUT.join("".join(lines[at : at + count]) for at, (_, count) in zip(starts, KEPT, strict=True)) + CUT + lines[-1]
    )
    if "KSBCHECK_UPDATE_GOLD" in os.environ:
        README.write_text(
            TEXT.replace(PICTURE[0], f"```console\n$ {PICTURE['command']}\n{real}```\n"), encoding="utf-8"
        )
    else:
        assert PICTURE["output"] == real, "run `make gold`"


def test_readme_example_manifest_is_valid(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "portfolio.yaml").write_text(example, encoding="utf-8")
    manifest = read_manifest(tmp_path)
    assert manifest.findings == ()
    assert [piece.id for piece in manifest.portfolio.evidence] == ["E01"]
