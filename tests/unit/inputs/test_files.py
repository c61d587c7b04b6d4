import os
import stat
from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.files import MAX_BYTES, read_text, write_text


def reason(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_text(path)
    (finding,) = caught.value.findings
    place = f" at {finding.place.line}:{finding.place.column}" if finding.place else ""
    return f"{finding.rule} {finding.message}{place}"


def test_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"a: 1\nb: caf" + b"\xe9\n")
    assert reason(path) == "KSB903 this is not UTF-8 text: there is a byte 0xe9 here at 2:7"


def test_the_largest_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"x" * MAX_BYTES)
    assert len(read_text(path)) == MAX_BYTES
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    assert reason(path) == "KSB903 the file is larger than 1024 KiB"


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert reason(pipe) == "KSB901 this is not an ordinary file"
    assert reason(Path("/dev/zero")) == "KSB901 this is not an ordinary file"
    assert reason(tmp_path / "none.yaml") == "KSB901 cannot be opened: No such file or directory"
    assert reason(Path("a\0b")).startswith("KSB901 cannot be opened: ")


def test_written_whole_and_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    write_text(path, "one\n")
    assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600
    path.chmod(0o640)
    write_text(path, "twö\n")
    assert path.read_text(encoding="utf-8") == "twö\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.json"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "none" / "report.json", tmp_path / "folder"):
        with pytest.raises(InputError, match="cannot be written"):
            write_text(path, "x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
    before = tmp_path / "kept.txt"
    before.write_text("kept", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_text(before, "\ud800")
    assert before.read_text(encoding="utf-8") == "kept"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "kept.txt"]
