"""Documents read by worker processes, and the cache of what they found."""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ksbcheck.documents.worker import read_outline
from ksbcheck.domain.folder import ReadRequest, ReadResult
from ksbcheck.domain.outline import Outline, Unread
from ksbcheck.inputs import evidence as outlines_module
from ksbcheck.inputs import workers as workers_module
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.inputs.workers import Workers
from tests.conftest import ROOT
from tests.documents import Slide, docx, encrypted_pdf, entity_bomb_docx, odt, pdf, png, pptx, tree, xlsx

DOCUMENT = ReadRequest("a.txt", Path("a.txt"), "text", "ab" * 32)
SENTENCE = "On Tuesday I read with three children in the small hall, as K1 asks."


def wanted(path: Path, reader: str | None = None) -> ReadRequest:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ReadRequest(path.name, path, reader or path.suffix[1:].replace("txt", "text"), digest)


def many_texts(tmp_path: Path, count: int) -> list[ReadRequest]:
    tree(tmp_path, {f"{number}.txt": f"Wrote K{number}" for number in range(1, count + 1)})
    return [wanted(tmp_path / f"{number}.txt") for number in range(1, count + 1)]


def slow_document(tmp_path: Path) -> ReadRequest:
    """Return a document whose reading takes seconds."""
    path = tmp_path / "slow.docx"
    path.write_bytes(docx([f"K{number % 47 + 1} words of number {number * 7919}" for number in range(60_000)]))
    return wanted(path)


def read_all(documents: list[ReadRequest], seconds: float = 30) -> dict[str, ReadResult]:
    with Workers(seconds) as workers:
        return {document.name: read for document, read in workers.read_all(documents)}


def children() -> set[int]:
    listing = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,args="], capture_output=True, text=True, check=False
    )
    return {int(line.split()[0]) for line in listing.stdout.splitlines() if "documents.worker" in line}


def test_the_same_as_in_this_process(tmp_path: Path) -> None:
    tree(tmp_path, {
        "a.docx": docx([("Heading1", "Planning"), "Wrote K1, 2 TBC"]), "b.pdf": pdf(["Wrote K3", "[insert image]"]),
        "c.pptx": pptx([Slide("K4", ["Wrote S1"])]), "d.xlsx": xlsx({"Log": [["Wrote K5"]]}), "e.odt": odt(["Wrote K6"]), "f.txt": "00:10 Wrote K7",
    })  # fmt: skip
    documents = [wanted(path) for path in sorted(tmp_path.iterdir())]
    found = read_all(documents)
    for document in documents:
        with document.path.open("rb") as file:
            assert found[document.name] == ReadResult(read_outline(document.reader, file))


def test_reasons(tmp_path: Path) -> None:
    tree(tmp_path, {"locked.pdf": encrypted_pdf(["K1"], "secret"), "bomb.docx": entity_bomb_docx(), "x.txt": "K1"})
    changed = wanted(tmp_path / "x.txt")
    (tmp_path / "x.txt").write_text("K2", encoding="utf-8")
    found = read_all([wanted(tmp_path / "locked.pdf"), wanted(tmp_path / "bomb.docx"), changed])
    assert {name: read.unread for name, read in found.items()} == {
        "locked.pdf": Unread.PASSWORD, "bomb.docx": Unread.UNREADABLE, "x.txt": Unread.UNREADABLE,
    }  # fmt: skip
    assert found["locked.pdf"].reason == "it is protected by a password"
    assert found["x.txt"].reason == "it changed while it was read"


def test_a_document_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "MOST_WORKERS", 1)
    texts = many_texts(tmp_path, 2)
    with Workers(0.02) as workers:
        ((_, slow),) = workers.read_all([slow_document(tmp_path)])
        workers._seconds = 30  # noqa: SLF001 - the others are to have time
        others = [read for _, read in workers.read_all(texts)]
    assert slow == ReadResult(unread=Unread.BEYOND, reason="reading it takes longer than 0.02 seconds")
    assert all(read.outline for read in others)


def worker_that(does: str) -> str:
    """Return the code that starts a worker which does something of its own with a document whose text is `break`."""
    return (
        "import os, sys, time; sys.path[:0] = sys.argv[1:]\n"
        "from ksbcheck.documents import worker\n"
        "read, count = worker.read_outline, [0]\n"
        "def breaking(reader, file, outliner):\n"
        "    count[0] += 1\n"
        "    text = file.read(); file.seek(0)\n"
        f"    {does}\n"
        "    return read(reader, file, outliner)\n"
        "worker.read_outline = breaking\n"
        "worker.main()\n"
    )


@pytest.fixture
def one_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setattr(workers_module, "MOST_WORKERS", 1)
    yield monkeypatch
    assert children() == set()


def test_a_document_that_breaks_the_process(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("if text == b'break': os._exit(3)"))
    texts = many_texts(tmp_path, 2)
    (tmp_path / "b.txt").write_text("break", encoding="utf-8")
    found = read_all([texts[0], wanted(tmp_path / "b.txt"), texts[1]])
    assert found["b.txt"].reason == "it is damaged, and crashes the program that reads it"
    assert found["1.txt"].outline is not None
    assert found["2.txt"].outline is not None


def test_a_document_that_takes_too_much_memory(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("text == b'break' and bytes(2**28)"))
    texts = many_texts(tmp_path, 2)
    (tmp_path / "b.txt").write_text("break", encoding="utf-8")
    found = read_all([texts[0], wanted(tmp_path / "b.txt"), texts[1]])
    assert found["b.txt"] == ReadResult(unread=Unread.BEYOND, reason="reading it takes more than 176 MiB of memory")
    assert found["1.txt"].outline is not None
    assert found["2.txt"].outline is not None


def test_a_process_that_says_nothing_sensible(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", "print('not JSON')")
    found = read_all(many_texts(tmp_path, 1))
    assert found["1.txt"].unread is Unread.UNREADABLE


def test_a_document_that_hangs(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("if text == b'break': time.sleep(60)"))
    texts = many_texts(tmp_path, 1)
    (tmp_path / "b.txt").write_text("break", encoding="utf-8")
    began = time.monotonic()
    found = read_all([wanted(tmp_path / "b.txt"), *texts], seconds=1)
    assert found["b.txt"].reason == "reading it takes longer than 1 seconds"
    assert found["1.txt"].outline is not None
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("wears", ["os._exit(3)", "raise MemoryError"])
def test_a_worn_out_process_costs_no_document(tmp_path: Path, one_worker: pytest.MonkeyPatch, wears: str) -> None:
    one_worker.setattr(workers_module, "_START", worker_that(f"\n    if count[0] > 1: {wears}"))
    found = read_all(many_texts(tmp_path, 4))
    assert all(read.outline for read in found.values())


def test_an_interrupt_leaves_no_process(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("if text == b'break': time.sleep(60)"))
    texts = many_texts(tmp_path, 1)
    (tmp_path / "b.txt").write_text("break", encoding="utf-8")
    began = time.monotonic()

    def interrupted() -> None:
        with Workers() as workers:
            for _ in workers.read_all([*texts, wanted(tmp_path / "b.txt"), *texts]):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert children() == set()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("seconds", [0, 0.003, 0.01, 0.7])
def test_an_interrupt_while_nothing_is_done_leaves_no_process(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "b.txt").write_text("break", encoding="utf-8")
    script = (
        "import signal, sys; from pathlib import Path; from ksbcheck.inputs import workers\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # in the background nobody hears it
        f"workers._START = {worker_that('time.sleep(61)')!r}\n"
        f"document = workers.ReadRequest('b.txt', Path({str(tmp_path / 'b.txt')!r}), 'text', {wanted(tmp_path / 'b.txt').sha256!r})\n"
        "with workers.Workers() as reading:\n"
        "    print('ready', flush=True)\n"
        "    list(reading.read_all([document, document, document]))\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        process.wait(20)
    left = subprocess.run(["ps", "-eo", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    assert not [line for line in left.splitlines() if "time.sleep(61)" in line and "workers._START" not in line]


@pytest.mark.usefixtures("one_worker")
def test_what_is_asked_for_after_the_end_leaves_no_process(tmp_path: Path) -> None:
    with Workers() as workers:
        pass
    ((_, read),) = workers.read_all(many_texts(tmp_path, 1))
    assert read.unread is Unread.UNREADABLE


def test_a_worker_hears_no_interrupt_of_its_own(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("os.kill(os.getpid(), 2)"))
    assert read_all(many_texts(tmp_path, 1))["1.txt"].outline is not None


def outline_of(cache: OutlineCache | None, documents: list[ReadRequest]) -> dict[str, ReadResult]:
    with Outlines(cache) as outlines:
        return dict(outlines.read(documents))


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(workers_module, "Workers", none)


def test_what_was_read_once_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = many_texts(tmp_path / "p", 3)
    cache = OutlineCache(tmp_path / "cache" / "outlines")
    first = outline_of(cache, documents)
    assert len(entries(tmp_path / "cache")) == 3
    no_workers(monkeypatch)
    assert outline_of(cache, documents) == first


def test_what_was_of_no_use_for_long_is_forgotten(tmp_path: Path) -> None:
    cache, documents = OutlineCache(tmp_path / "cache"), many_texts(tmp_path / "p", 3)
    outline_of(cache, documents[:2])
    for entry in entries(tmp_path / "cache"):
        os.utime(entry, (0, 0))
    outline_of(cache, documents[:1])
    assert len(entries(tmp_path / "cache")) == 2
    outline_of(cache, documents[2:])
    assert len(entries(tmp_path / "cache")) == 2
    assert cache.get(documents[0]) is not None
    assert cache.get(documents[1]) is None


def test_who_may_read_the_cache(tmp_path: Path) -> None:
    outline_of(OutlineCache(tmp_path / "cache"), many_texts(tmp_path / "p", 1))
    (entry,) = entries(tmp_path / "cache")
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    for folder in (entry.parent, tmp_path / "cache"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_cache_holds_no_text(tmp_path: Path) -> None:
    lines = [SENTENCE[:40], SENTENCE[40:]]
    tree(tmp_path / "p", {
        "a.docx": docx([("Heading1", "Planning"), SENTENCE]), "b.pdf": pdf(["Planning", SENTENCE, "\n".join(lines)]),
        "c.txt": SENTENCE, "d.odt": odt([SENTENCE]), "e.xlsx": xlsx({"Log": [[SENTENCE]]}),
        "f.pptx": pptx([Slide("Planning", [SENTENCE], notes=SENTENCE)]),
    })  # fmt: skip
    documents = [wanted(path) for path in sorted((tmp_path / "p").iterdir())]
    outline_of(OutlineCache(tmp_path / "cache"), documents)
    kept = "".join(path.read_text(encoding="utf-8") for path in entries(tmp_path / "cache"))
    assert len(entries(tmp_path / "cache")) == 6
    assert "Planning" in kept
    assert "Tuesday" not in kept
    assert "small hall" not in kept


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", "null", "7", "{}", '{"noun": 1}', '{"headings": 7}', "\ud800", "[" * 200_000, "full"],
)
def test_a_broken_entry_is_read_again(tmp_path: Path, broken: str) -> None:
    documents = many_texts(tmp_path / "p", 1)
    cache = OutlineCache(tmp_path / "cache")
    first = outline_of(cache, documents)
    (entry,) = entries(tmp_path / "cache")
    whole = entry.read_text(encoding="utf-8")
    content = json.dumps({**json.loads(whole), "colour": "red"}) if broken == "full" else broken
    entry.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert outline_of(cache, documents) == first
    assert entry.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize("where", ["/proc/none", "/dev/null/cache"])
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, where: str) -> None:
    found = outline_of(OutlineCache(Path(where)), many_texts(tmp_path, 1))
    assert found["1.txt"].outline is not None


def test_the_folder_of_an_entry_is_a_file(tmp_path: Path) -> None:
    documents = many_texts(tmp_path / "p", 1)
    tree(tmp_path / "cache", {documents[0].sha256[:2]: "in the way"})
    assert outline_of(OutlineCache(tmp_path / "cache"), documents)["1.txt"].outline is not None


def test_what_could_not_be_read_is_not_kept(tmp_path: Path) -> None:
    tree(tmp_path / "p", {"a.docx": b"PK\x03\x04"})
    found = outline_of(OutlineCache(tmp_path / "cache"), [wanted(tmp_path / "p/a.docx")])
    assert found["a.docx"].unread is Unread.UNREADABLE
    assert entries(tmp_path / "cache") == []


def test_a_document_is_kept_by_reader(tmp_path: Path) -> None:
    cache = OutlineCache(tmp_path)
    cache.put(DOCUMENT, Outline("text"))
    assert cache.get(DOCUMENT) == Outline("text")
    assert cache.get(DOCUMENT._replace(reader="markdown")) is None


def test_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = OutlineCache.of_the_user()
    cache.put(DOCUMENT, Outline("text"))
    assert len(entries(tmp_path / "ksbcheck" / "outlines")) == 1 or sys.platform != "linux"


def test_without_the_library_for_pdfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines_module, "has_library", lambda _: False)
    tree(tmp_path, {"a.pdf": pdf(["K1"])})
    assert outline_of(None, [wanted(tmp_path / "a.pdf")]) == {
        "a.pdf": ReadResult(unread=Unread.NEEDS_EXTRA, reason="documents")
    }


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    documents = many_texts(tmp_path, 2)
    with Outlines(None, lambda done, total: told.append((done, total))) as outlines:
        assert len(list(outlines.read(documents[:1]))) == 1
        assert len(list(outlines.read(documents))) == 2
        assert list(outlines.read([])) == []
    assert told == [(0, 1), (1, 1), (0, 2), (1, 2), (2, 2)]


def test_the_samples_read_by_a_worker_are_all_read() -> None:
    paths = [
        *(ROOT / "examples/complete-wellbeing/evidence").glob("*.pdf"),
        *(ROOT / "examples/complete-wellbeing/evidence").glob("*.docx"),
    ]
    assert all(read.outline for read in read_all([wanted(path) for path in paths]).values())


def test_texts_of_the_standard_are_no_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path / "p", {"a.txt": "Light in rooms", "b.txt": "Sowed beans"})
    documents = [wanted(tmp_path / "p" / name) for name in ("a.txt", "b.txt")]
    cache = OutlineCache(tmp_path / "cache")

    def unread(*known: str) -> list[Unread | None]:
        with Outlines(cache) as outlines:
            read = dict(outlines.read([document._replace(known=known) for document in documents]))
        return [read[name].unread for name in ("a.txt", "b.txt")]

    assert unread() == [None, None]
    assert unread("Light in rooms") == [Unread.LISTING, None]
    assert unread("Kinds of soil") == [None, None]
    no_workers(monkeypatch)
    assert unread("Kinds of soil") == [None, None]


def test_texts_of_the_standard_reach_each_worker(tmp_path: Path, one_worker: pytest.MonkeyPatch) -> None:
    one_worker.setattr(workers_module, "_START", worker_that("if text == b'break': os._exit(3)"))
    tree(tmp_path, {"1.txt": "Light in rooms", "2.txt": "break", "3.txt": "Light in rooms"})
    with Workers() as workers:
        documents = [wanted(path)._replace(known=("Light in rooms",)) for path in sorted(tmp_path.iterdir())]
        read = {document.name: result for document, result in workers.read_all(documents)}
    assert [read[name].unread for name in ("1.txt", "3.txt")] == [Unread.LISTING, Unread.LISTING]


def test_pictures_are_cached_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path / "p", {"a.png": png()})
    documents = [wanted(tmp_path / "p" / "a.png", "picture")]
    cache = OutlineCache(tmp_path / "cache")
    first = outline_of(cache, documents)
    assert first["a.png"].outline is not None
    no_workers(monkeypatch)
    assert outline_of(cache, documents) == first
