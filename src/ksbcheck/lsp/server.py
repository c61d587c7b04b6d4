"""The language server: its requests and notifications."""

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Any
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
from ksbcheck.lsp.checking import FolderChecks, Found, check_text, has_folder
from ksbcheck.lsp.completion import completion
from ksbcheck.lsp.diagnostics import diagnostics
from ksbcheck.lsp.hover import hover
from ksbcheck.lsp.known import Known, known_about
from ksbcheck.lsp.text import Buffer, Messages, NotAMessageError

PAUSE = 0.25
"""Seconds without typing before the text is checked."""
COULD_NOT_SERVE = 2
_UNSAVED = Path("(not saved yet)")
_TRIGGERS = ["[", "{", ",", ":", "-", " ", '"', "'", "/"]
_ACTION_KINDS = [types.CodeActionKind.QuickFix, types.CodeActionKind.RefactorRewrite]


class Protocol(LanguageServerProtocol):
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
        """Whether the editor has sent `shutdown`."""
        return bool(self._shutdown)


class Server(LanguageServer):
    """The server, with its reports on the open manifests."""

    protocol: Protocol

    def __init__(self, overrides: Overrides) -> None:
        # The whole text at every change: manifests are small, and line ends need no agreement.
        super().__init__("ksbcheck", __version__, types.TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.status = 0
        self._overrides = overrides
        self._checks = FolderChecks()
        self._found: dict[str, Found] = {}
        self._turns: dict[str, int] = {}

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
        complain(f"{type(error).__name__}: {error}")

    def _open(self, uri: str) -> TextDocument | None:
        """Return an open document; the library's own look-up would open other files."""
        document: TextDocument | None = self.workspace.text_documents.get(unquote(uri))
        return document

    def buffer(self, uri: str) -> Buffer | None:
        """Return the text of an open manifest."""
        document = self._open(uri)
        if document is None:
            return None
        name = to_fs_path(uri)
        ending = "json" if document.language_id in {"json", "jsonc"} else "yaml"
        path = Path(name) if name else _UNSAVED / f"portfolio.{ending}"
        buffer = Buffer.of(path, document.source, self.workspace.position_encoding or types.PositionEncodingKind.Utf16)
        return buffer if buffer.is_manifest else None

    def asked(self, params: Any) -> tuple[Buffer, Known] | None:  # noqa: ANN401 - of every request about a document
        """Return the manifest of a request and what it names; None if the text is not a manifest."""
        uri = params.text_document.uri
        buffer = self.buffer(uri)
        return (buffer, known_about(buffer, self._overrides, self._found.get(uri, Found()).judged)) if buffer else None

    async def look(self, uri: str, *, in_folder: bool = False, pause: float = 0) -> None:
        """Check a manifest after a pause in typing, and publish its findings."""
        turn = self._turns[uri] = self._turns.get(uri, 0) + 1
        await asyncio.sleep(pause)
        buffer = self.buffer(uri)
        if buffer is None or self._turns.get(uri) != turn:
            return
        in_folder = in_folder and has_folder(buffer)
        check = self._checks.check if in_folder else check_text
        report = await asyncio.get_running_loop().run_in_executor(self.thread_pool, check, buffer, self._overrides)
        found = self._found.setdefault(uri, Found())
        if self._turns.get(uri) == turn:
            found.take(report, buffer, in_folder=in_folder)
            self._show(uri, found)
        elif in_folder and uri in self._turns:  # the text has changed since, the files have not
            found.folder = report
            if found.text == self.buffer(uri):  # a later text is checked soon, and shown then
                self._show(uri, found)

    def _show(self, uri: str, found: Found) -> None:
        if found.now is not None and found.text is not None:
            folder = None if found.now is found.folder else found.folder
            told = diagnostics(found.text, found.now, folder)
            document = self._open(uri)
            if document is not None:
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, told, document.version))

    def forget(self, uri: str) -> None:
        """Forget a closed manifest, and remove its findings."""
        self._turns.pop(uri, None)
        if self._found.pop(uri, None):
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def make_server(overrides: Overrides) -> Server:
    """Return the server; `overrides` are the settings of the environment."""
    server = Server(overrides)
    _check_as_it_changes(server)
    _answer(server)
    return server


def _check_as_it_changes(server: Server) -> None:
    """Check manifests when they are opened, changed and saved."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await server.look(params.text_document.uri)
        await server.look(params.text_document.uri, in_folder=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await server.look(params.text_document.uri, pause=PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await server.look(params.text_document.uri, in_folder=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(types.EXIT)
    def ended(_params: Any) -> None:  # noqa: ANN401 - there are none
        server.status = 0 if server.protocol.was_shut_down else 1


def _answer(server: Server) -> None:
    """Answer hover, completion and code actions."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def asked_what(params: types.HoverParams) -> types.Hover | None:
        asked = server.asked(params)
        return hover(*asked, asked[0].offset(params.position)) if asked else None

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=_TRIGGERS))
    def asked_for_words(params: types.CompletionParams) -> types.CompletionList | None:
        asked = server.asked(params)
        return completion(*asked, asked[0].offset(params.position)) if asked else None

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(_ACTION_KINDS))
    def asked_what_to_do(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        asked = server.asked(params)
        if asked is None:
            return None
        buffer, known = asked
        start, end = buffer.offset(params.range.start), buffer.offset(params.range.end)
        return code_actions(buffer, known, params.text_document.uri, start, end, params.context.diagnostics)


def serve(overrides: Overrides) -> int:
    """Serve an editor over standard input and output, and return the exit status."""
    if "KSBCHECK_DEBUG" not in os.environ:  # the library logs with tracebacks
        logging.getLogger("pygls").addHandler(logging.NullHandler())
        logging.getLogger("pygls").propagate = False
    if sys.stdin.isatty():
        complain("an editor starts this and talks to it over standard input and output; Ctrl-C ends it")
    server = make_server(overrides)
    try:
        server.start_io(Messages(sys.stdin.buffer))  # type: ignore[arg-type] # of a stream it needs what this has
    except NotAMessageError as error:
        complain(f"this is not the Language Server Protocol: {error}")
        return COULD_NOT_SERVE
    return server.status


def complain(what: str) -> None:
    """Write one line to standard error; standard output belongs to the protocol."""
    sys.stderr.write(f"ksbcheck lsp: {shown(what)}\n")
    sys.stderr.flush()
