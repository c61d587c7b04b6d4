"""The language server: its requests and notifications."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcParseError, PyglsError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from ksbcheck import __version__
from ksbcheck.domain.text import shown
from ksbcheck.inputs.settings import Overrides
from ksbcheck.lsp.actions import code_actions
from ksbcheck.lsp.checking import FolderChecks, Found, check_text, diagnostics, has_folder
from ksbcheck.lsp.completion import completion
from ksbcheck.lsp.hover import hover
from ksbcheck.lsp.known import Known, known_about
from ksbcheck.lsp.text import Buffer, Messages, NotAMessageError

_PAUSE = 0.25
"""Seconds without typing before the text is checked."""
_COULD_NOT_SERVE = 2
_UNSAVED = Path("(not saved yet)")
_Answer = TypeVar("_Answer")
_TRIGGERS = ["[", "{", ",", ":", "-", " ", '"', "'", "/"]
_ACTION_KINDS = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite]


class _Protocol(LanguageServerProtocol):
    """The protocol, which also answers invalid requests."""

    def structure_message(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as the library has it
        """Return a message as the library's value. An invalid request is answered with its error."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def refuse(self, error: JsonRpcException) -> None:
        """Answer a message that has no id."""
        # The library's type of a response can't have the null id that belongs here.
        self._send_data({"jsonrpc": "2.0", "id": None, "error": {"code": error.code, "message": error.message}})

    @property
    def was_shut_down(self) -> bool:
        return bool(self._shutdown)


class _Server(LanguageServer):
    protocol: _Protocol

    def __init__(self, overrides: Overrides) -> None:
        # The whole text at every change: manifests are small, and line ends need no agreement.
        super().__init__("ksbcheck", __version__, types.TextDocumentSyncKind.Full, protocol_cls=_Protocol)
        self.status = 0
        self._overrides = overrides
        self._checks = FolderChecks()
        self._found: dict[str, Found] = {}

    def shutdown(self) -> None:
        """Shut down without waiting for documents that are being read."""
        self._checks.end()
        super().shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """Say what went wrong in one line, and answer what is no message at all."""
        if isinstance(error, ValueError):  # what json and the decoding of bytes raise
            self.protocol.refuse(JsonRpcParseError(f"Parse Error: the message is not JSON: {error}"))
        elif isinstance(error, AttributeError) and source is JsonRpcException:
            self.protocol.refuse(JsonRpcInvalidRequest("Invalid Request: the message is JSON, but not JSON-RPC"))
        _complain(f"{type(error).__name__}: {error}")

    def _open(self, uri: str) -> TextDocument | None:
        """Return an open document; the library's own look-up would open other files."""
        document: TextDocument | None = self.workspace.text_documents.get(unquote(uri))
        return document

    def buffer(self, uri: str) -> Buffer | None:
        document = self._open(uri)
        if document is None:
            return None
        name = to_fs_path(uri)
        ending = "json" if document.language_id in {"json", "jsonc"} else "yaml"
        path = Path(name) if name else _UNSAVED / f"portfolio.{ending}"
        buffer = Buffer.of(path, document.source, self.workspace.position_encoding or types.PositionEncodingKind.Utf16)
        return buffer if buffer.is_manifest else None

    def answer(self, uri: str, answer: Callable[[Buffer, Known], _Answer]) -> _Answer | None:
        """Return an answer about a manifest; None if the text is not a manifest."""
        buffer = self.buffer(uri)
        found = self._found.get(uri, Found())
        return answer(buffer, known_about(buffer, self._overrides, found.judged, found.folder)) if buffer else None

    async def look(self, uri: str, *, in_folder: bool = False, pause: float = 0) -> None:
        """Check a manifest after a pause in typing, and publish its findings."""
        found = self._found.setdefault(uri, Found())
        found.turn = turn = found.turn + 1
        await asyncio.sleep(pause)
        buffer = self.buffer(uri)
        if buffer is None or found.turn != turn:
            return
        in_folder = in_folder and has_folder(buffer)
        check = self._checks.check if in_folder else check_text
        report = await asyncio.get_running_loop().run_in_executor(self.thread_pool, check, buffer, self._overrides)
        if self._found.get(uri) is not found:  # closed meanwhile
            return
        if found.turn == turn:
            found.take(report, buffer)
        if in_folder:  # even if the text has changed since: the files have not
            found.folder = report
        if found.text == self.buffer(uri):  # a later text is checked soon, and shown then
            self._show(uri, found)

    def _show(self, uri: str, found: Found) -> None:
        if found.now is not None and found.text is not None:
            folder = None if found.now is found.folder else found.folder
            published = diagnostics(found.text, found.now, folder)
            document = self._open(uri)
            if document is not None:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, published, document.version))

    def forget(self, uri: str) -> None:
        found = self._found.pop(uri, None)
        if found and found.now:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _check_as_it_changes(server: _Server) -> None:

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await server.look(params.text_document.uri)
        await server.look(params.text_document.uri, in_folder=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await server.look(params.text_document.uri, pause=_PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await server.look(params.text_document.uri, in_folder=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(types.EXIT)
    def ended(_params: Any) -> None:  # noqa: ANN401 - there are none
        server.status = 0 if server.protocol.was_shut_down else 1


def _answer_requests(server: _Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        return server.answer(
            params.text_document.uri, lambda buffer, known: hover(buffer, known, buffer.offset(params.position))
        )

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    def completed(params: types.CompletionParams) -> types.CompletionList | None:
        return server.answer(
            params.text_document.uri, lambda buffer, known: completion(buffer, known, buffer.offset(params.position))
        )

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(_ACTION_KINDS))
    def acted(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        return server.answer(params.text_document.uri, lambda buffer, known: code_actions(buffer, known, params))


def serve(overrides: Overrides) -> int:
    """Serve an editor over standard input and output, and return the exit status."""
    if "KSBCHECK_DEBUG" not in os.environ:  # the library logs with tracebacks
        logging.getLogger("pygls").addHandler(logging.NullHandler())
        logging.getLogger("pygls").propagate = False
    if sys.stdin.isatty():
        _complain("an editor starts this and talks to it over standard input and output; Ctrl-C ends it")
    server = _Server(overrides)
    _check_as_it_changes(server)
    _answer_requests(server)
    try:
        server.start_io(Messages(sys.stdin.buffer))  # type: ignore[arg-type] # of a stream it needs what this has
    except NotAMessageError as error:
        _complain(f"this is not the Language Server Protocol: {error}")
        return _COULD_NOT_SERVE
    return server.status


def _complain(what: str) -> None:
    """Write one line to standard error; standard output belongs to the protocol."""
    sys.stderr.write(f"ksbcheck lsp: {shown(what)}\n")
    sys.stderr.flush()
