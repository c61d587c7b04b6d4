"""The worker's functions in this process, without its limits; as a process it is tested with `sources.workers`."""

import hashlib
import json
from pathlib import Path

import pytest

from ksbcheck.documents import worker
from ksbcheck.documents.content import Known
from ksbcheck.domain.outline import Citation, Heading, MentionKind, Outline, Placeholder, Spot
from tests.documents import docx, encrypted_office


def answer(path: Path, reader: str, sha256: str | None = None) -> dict[str, object]:
    digest = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    return worker._answer({"path": str(path), "reader": reader, "sha256": digest}, Known())  # noqa: SLF001 - see above


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a"
    path.write_bytes(data)
    return path


def test_worker_answers_with_outlines(tmp_path: Path) -> None:
    reply = json.loads(json.dumps(answer(written(tmp_path, docx(["I painted this (K1)."])), "docx")))
    assert [each.code for each in Outline.from_json(reply["outline"]).citations] == ["K1"]


def test_worker_answers_with_reasons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = written(tmp_path, encrypted_office())
    assert answer(locked, "docx") == {"unread": "PASSWORD", "reason": "it is protected by a password"}
    assert answer(locked, "docx", "0" * 64) == {"unread": "UNREADABLE", "reason": "it changed while it was read"}
    none = {"unread": "UNREADABLE", "reason": "it can't be opened: No such file or directory"}
    assert answer(tmp_path / "none", "docx", "0") == none
    assert answer(locked, "no such reader") == {
        "unread": "UNREADABLE",
        "reason": "ksbcheck could not make sense of it (KeyError)",
    }
    monkeypatch.setattr(worker, "MAX_BYTES", 2**20)
    large = written(tmp_path, bytes(2**20 + 1))
    assert answer(large, "docx") == {"unread": "BEYOND", "reason": "it is larger than 1 MiB"}


def test_worker_reports_exhausted_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "read_outline", too_much)
    assert answer(written(tmp_path, b"a"), "text") == {
        "unread": "BEYOND",
        "reason": "reading it takes more than 176 MiB of memory",
        "exhausted": True,
    }


def test_worker_measures_its_memory() -> None:
    assert 2**20 < worker._memory_in_use() < 2**40  # noqa: SLF001 - see above


def test_worker_reports_missing_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ImportError("no pypdfium2")

    monkeypatch.setattr(worker, "read_outline", missing)
    assert answer(written(tmp_path, b"a"), "pdf") == {"unread": "NEEDS_EXTRA", "reason": "no pypdfium2"}


def test_outline_json_round_trip() -> None:
    outline = Outline(
        "text", "page", 3, headings=(Heading("Caf\u00e9", 1, None),), sheets=("A",), times=(1, 2), paragraphs=7,
        citations=(Citation("K1", Spot(page=2, sheet="A"), MentionKind.LISTED),), placeholders=(Placeholder("TBC", Spot(heading=0)),),
    )  # fmt: skip
    assert Outline.from_json(json.loads(json.dumps(outline.as_json()))) == outline
    with pytest.raises(TypeError):
        Outline.from_json({**outline.as_json(), "colour": "red"})
