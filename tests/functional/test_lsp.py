"""`ksbcheck lsp`, driven over stdio by an independent client and by invalid bytes."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.uris import from_fs_path
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from tests.conftest import ROOT

SERVER = [sys.executable, "-m", "ksbcheck", "lsp", "--stdio"]
SLOW = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[LanguageClient]:
    client = make_test_lsp_client()
    await client.start_io(*SERVER, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"})
    await client.initialize_session(
        types.InitializeParams(capabilities=client_capabilities("visual-studio-code"), root_uri=from_fs_path(str(ROOT)))
    )
    yield client
    await client.shutdown_session()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / "halfway-send", tmp_path / "Rówan 😀"))


class Editor:
    """A manifest that is open in an editor."""

    def __init__(self, client: LanguageClient, path: Path, uri: str | None = None) -> None:
        self.client, self.path, self.version = client, path, 1
        self.uri = uri or from_fs_path(str(path))
        self.text = ""

    async def open(self, text: str | None = None) -> list[types.Diagnostic]:
        self.text = text if text is not None else self.path.read_text(encoding="utf-8")
        item = types.TextDocumentItem(self.uri, "yaml", self.version, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics()

    async def write(self, text: str) -> list[types.Diagnostic]:
        self.text, self.version = text, self.version + 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))
        return await self.diagnostics()

    async def save(self) -> list[types.Diagnostic]:
        self.path.write_bytes(self.text.encode())
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document))
        return await self.diagnostics()

    async def diagnostics(self) -> list[types.Diagnostic]:
        """Return the next diagnostics of this version of the manifest."""
        while True:
            said = self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
            told = await asyncio.wait_for(said, SLOW)
            if unquote(told.uri) == unquote(self.uri) and told.version in (None, self.version):
                return list(told.diagnostics)

    async def diagnostics_of(self, rule: str) -> list[types.Diagnostic]:
        while not (found := [each for each in self.client.diagnostics.get(self.uri, ()) if each.code == rule]):
            await self.diagnostics()
        return found

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def position(self, words: str, within: int = 0) -> types.Position:
        before = self.text[: self.text.index(words) + within]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def underlined(self, diagnostic: types.Diagnostic) -> str:
        """Return the text that a diagnostic underlines, counted in UTF-16."""
        lines = [line.encode("utf-16-le") for line in self.text.split("\n")]
        where = diagnostic.range
        assert where.start.line == where.end.line
        return lines[where.start.line][where.start.character * 2 : where.end.character * 2].decode("utf-16-le")


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_diagnoses_on_open_change_and_save(client: LanguageClient, folder: Path) -> None:
    editor = Editor(client, folder / "portfolio.yaml")
    alone = await editor.open()
    assert "KSB201" in {each.code for each in alone}
    (wrong_code,) = (each for each in alone if each.code == "KSB201")
    assert editor.underlined(wrong_code) == "K90"
    assert wrong_code.severity == types.DiagnosticSeverity.Error
    assert wrong_code.source == "ksbcheck"
    assert "Did you mean K9" in wrong_code.message
    (gaps,) = (each for each in alone if each.code == "KSB101")
    assert gaps.severity == types.DiagnosticSeverity.Information
    assert editor.underlined(gaps) == "evidence"
    assert "K5" in gaps.message

    (folder / "evidence" / "E05-what-i-read.md").unlink()
    await editor.save()
    (missing,) = await editor.diagnostics_of("KSB601")
    assert editor.underlined(missing) == "evidence/E05-what-i-read.md"

    typed = await editor.write(f"# 😀\n{editor.text.replace('K90', 'K9')}")
    assert "KSB201" not in {each.code for each in typed}
    (still_missing,) = (each for each in typed if each.code == "KSB601")
    assert editor.underlined(still_missing) == "evidence/E05-what-i-read.md"
    assert "last checked" in still_missing.message

    (broken,) = await editor.write("format: [")
    assert broken.code == "KSB904"


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_shows_folder_findings_after_an_edit(client: LanguageClient, folder: Path) -> None:
    (folder / "evidence" / "E05-what-i-read.md").unlink()
    editor = Editor(client, folder / "portfolio.yaml")
    await editor.open()
    await editor.write(f"{editor.text}\n")  # while the folder is still being checked
    assert await editor.diagnostics_of("KSB601")


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_counts_columns_in_utf16(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path / "portfolio.yaml")
    head = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
    found = await editor.open(f'{head}evidence: [{{title: "😀 é 😀", id: E1, ksbs: [K9, k100]}}]\n')
    (wrong,) = (each for each in found if each.code == "KSB201")
    assert editor.underlined(wrong) == "k100"
    asked = types.HoverParams(editor.document, editor.position("K9", 1))
    told = await client.text_document_hover_async(asked)
    assert told is not None
    assert told.range == types.Range(editor.position("K9"), editor.position("K9", 2))


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_answers_hover_completion_and_actions(client: LanguageClient, folder: Path) -> None:
    editor = Editor(client, folder / "portfolio.yaml")
    found = await editor.open()

    told = await client.text_document_hover_async(types.HoverParams(editor.document, editor.position("K12,", 1)))
    assert told is not None
    assert "Duty 5" in str(told.contents)
    assert "Met by E02" in str(told.contents)

    await editor.write(editor.text.replace("ksbs: []", "ksbs: [K1, "))
    where = editor.position("ksbs: [K1, ", len("ksbs: [K1, "))
    offered = await client.text_document_completion_async(types.CompletionParams(editor.document, where))
    assert isinstance(offered, types.CompletionList)
    codes = [item.label for item in sorted(offered.items, key=lambda item: item.sort_text or "")]
    assert codes[:2] == ["K5", "K9"]
    assert set(codes) >= {"K1", "K47", "B6"}

    (wrong,) = (each for each in found if each.code == "KSB201")
    asked = types.CodeActionParams(editor.document, wrong.range, types.CodeActionContext([wrong]))
    actions = await client.text_document_code_action_async(asked)
    assert actions
    mend = actions[0]
    assert isinstance(mend, types.CodeAction)
    assert mend.title == "Did you mean K9?"
    assert list(mend.diagnostics or ()) == [wrong]
    assert mend.edit is not None
    changes = {uri: list(edits) for uri, edits in (mend.edit.changes or {}).items()}
    assert changes == {editor.uri: [types.TextEdit(wrong.range, "K9")]}


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_ignores_other_yaml(client: LanguageClient, tmp_path: Path) -> None:
    other = Editor(client, tmp_path / "docker-compose.yaml")
    item = types.TextDocumentItem(other.uri, "yaml", 1, "services: [")
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    position = types.Position(0, 3)
    assert await client.text_document_hover_async(types.HoverParams(other.document, position)) is None
    assert await client.text_document_completion_async(types.CompletionParams(other.document, position)) is None
    nowhere = types.CodeActionParams(other.document, types.Range(position, position), types.CodeActionContext([]))
    assert await client.text_document_code_action_async(nowhere) is None
    assert other.uri not in client.diagnostics


@pytest.mark.asyncio(loop_scope="module")
async def test_lsp_checks_unsaved_document(client: LanguageClient, tmp_path: Path) -> None:
    editor = Editor(client, tmp_path, uri="untitled:Untitled-1")
    found = await editor.open("format: ksbcheck-portfolio/1\nstandard: ST1414\n")
    assert {each.code for each in found} == {"KSB906"}
    await editor.write("format: ksbcheck-portfolio/1\nstandard: ST1414\noption: ")
    where = types.Position(2, 8)
    assert await client.text_document_completion_async(types.CompletionParams(editor.document, where)) is not None
    client.text_document_did_close(types.DidCloseTextDocumentParams(editor.document))
    assert await editor.diagnostics() == []


def message(**content: object) -> bytes:
    return body(json.dumps({"jsonrpc": "2.0", **content}).encode())


def body(content: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(content), content)


INITIALIZE = message(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
SHUTDOWN, EXIT = message(id=9, method="shutdown"), message(method="exit")


def run_server(*sent: bytes) -> tuple[int, list[dict], str]:
    """Return the status, answers and complaints of a server that reads some bytes."""
    ended = subprocess.run(SERVER, input=b"".join(sent), capture_output=True, timeout=SLOW, check=False, cwd=ROOT)
    answers, rest = [], ended.stdout
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        length = int(head.split(b"\r\n")[0].removeprefix(b"Content-Length: "))
        answers.append(json.loads(rest[:length]))
        rest = rest[length:]
    complaints = ended.stderr.decode()
    assert "Traceback" not in complaints
    return ended.returncode, answers, complaints


BAD = [
    # message, code of the error, id of the answer
    (body(b"{nonsense"), -32700, None),
    (body(b'"\xff"'), -32700, None),
    (body(b"[]"), -32600, None),
    (body(b'{"a": 1}'), -32600, None),
    (message(id=5, method="textDocument/hover", params={"nothing": 1}), -32602, 5),
    (message(id=6, method="ksbcheck/unheard-of", params={}), -32601, 6),
    (b"content-length:9\nX-Other: y\r\n\r\n{nonsense", -32700, None),
]


def test_lsp_survives_bad_messages() -> None:
    status, answers, complaints = run_server(INITIALIZE, *(sent for sent, _, _ in BAD), SHUTDOWN, EXIT)
    assert status == 0
    assert [answer["id"] for answer in answers] == [1, *(refers_to for _, _, refers_to in BAD), 9]
    assert [answer["error"]["code"] for answer in answers[1:-1]] == [code for _, code, _ in BAD]
    assert complaints.count("\n") == len(BAD)
    assert all(line.startswith("ksbcheck lsp: ") for line in complaints.splitlines())
