"""OpenDocument files: texts, spreadsheets and presentations."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tests.documents.archive import XML_HEAD, Xml, noise, xml, zipped
from tests.documents.sheet_files import COLUMNS, ROWS
from tests.documents.slide_files import Slide

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{OASIS}:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "presentation": "presentation",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
        "dc": "dublin-core",
    }.items()
)
SOFT_BREAK = Xml("<text:soft-page-break/>")
"""A soft page break, between paragraphs of `odt` or within one."""

BREAK_BEFORE = "BreakBefore"
"""The style of a paragraph of `odt` that starts a page."""

SIGNS = {"\t": "<text:tab/>", "\n": "<text:line-break/>"}


def odt(paragraphs: Sequence[str | tuple[str, str]], *, deleted: Sequence[str] = (), pages: int | None = None) -> bytes:
    """Return an OpenDocument text of texts, styles with texts, and XML; `Heading1` is the style of a heading.

    `deleted` are deletions of tracked changes, `pages` is the number of pages in its statistics.
    """
    changes = f"<text:tracked-changes>{''.join(map(_change, deleted))}</text:tracked-changes>" if deleted else ""
    statistic = f'<meta:document-statistic meta:page-count="{pages}"/>' if pages is not None else ""
    return _packed("text", changes + "".join(map(_block, paragraphs)), statistic)


def odt_para(*pieces: str, style: str = "Standard") -> Xml:
    """Return a paragraph or heading of pieces: texts, each in a span of its own, and XML."""
    shown = "".join(piece if isinstance(piece, Xml) else f"<text:span>{_text(piece)}</text:span>" for piece in pieces)
    return _styled(style, shown)


def odt_table(rows: Iterable[Iterable[str]]) -> Xml:
    """Return a table of texts."""
    return Xml(f'<table:table table:name="Table">{_rows(rows)}</table:table>')


def ods(sheets: Mapping[str, Sequence[Sequence[str | bool | float | None]]]) -> bytes:
    """Return an OpenDocument spreadsheet of sheets by their names."""
    tables = (f'<table:table table:name="{xml(name)}">{_rows(rows)}</table:table>' for name, rows in sheets.items())
    return _packed("spreadsheet", "".join(tables))


def sparse_ods() -> bytes:
    """Return an OpenDocument spreadsheet whose only text is in the last possible cell."""
    cell = "<table:table-cell/>"
    repeated = f'<table:table-cell table:number-columns-repeated="{COLUMNS - 1}"/>'
    empty = f'<table:table-row table:number-rows-repeated="{ROWS - 1}">{repeated}{cell}</table:table-row>'
    last = f"<table:table-row>{repeated}{_cell('K1 sown at the end')}</table:table-row>"
    return _packed("spreadsheet", f'<table:table table:name="Sparse">{empty}{last}</table:table>')


def odp(slides: Sequence[Slide]) -> bytes:
    """Return an OpenDocument presentation."""
    return _packed("presentation", "".join(_page(number, slide) for number, slide in enumerate(slides, 1)))


def encrypted_odt() -> bytes:
    """Return an encrypted OpenDocument text without content."""
    secret = noise(2048)
    entry = (
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="8192">'
        '<manifest:encryption-data manifest:checksum-type="SHA256/1K" manifest:checksum="AAAA">'
        '<manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
        "</manifest:encryption-data></manifest:file-entry>"
    )
    return _archive("text", secret, entry)


def _packed(kind: str, body: str, meta: str = "") -> bytes:
    content = (
        f'{XML_HEAD}<office:document-content {NAMESPACES} office:version="1.3"><office:automatic-styles>'
        f'<style:style style:name="{BREAK_BEFORE}" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style>'
        '<style:style style:name="Struck" style:family="text">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="Hidden" style:family="text"><style:text-properties text:display="none"/></style:style>'
        "</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    document_meta = (
        f'{XML_HEAD}<office:document-meta {NAMESPACES} office:version="1.3">'
        f"<office:meta>{meta}</office:meta></office:document-meta>"
    )
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    return _archive(kind, content, entry, {"meta.xml": document_meta})


def _archive(kind: str, content: str | bytes, entry: str, more: Mapping[str, str] | None = None) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}"
    manifest = (
        f'{XML_HEAD}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>{entry}</manifest:manifest>'
    )
    members = {"mimetype": media, "content.xml": content, **(more or {}), "META-INF/manifest.xml": manifest}
    return zipped(members.items(), stored=frozenset({"mimetype"}))


def _block(paragraph: str | tuple[str, str]) -> str:
    if isinstance(paragraph, Xml):
        return paragraph
    style, text = ("Standard", paragraph) if isinstance(paragraph, str) else paragraph
    return _styled(style, _text(text))


def _styled(style: str, content: str) -> Xml:
    level = re.fullmatch(r"Heading(\d+)", style)
    if level:
        return Xml(f'<text:h text:style-name="{style}" text:outline-level="{level[1]}">{content}</text:h>')
    return Xml(f'<text:p text:style-name="{style}">{content}</text:p>')


def _text(text: str) -> str:
    pieces = re.split(r"([\t\n]|^ +|(?<= ) +)", text)
    return "".join(SIGNS.get(piece) or _spaces(piece) for piece in pieces)


def _spaces(piece: str) -> str:
    return f'<text:s text:c="{len(piece)}"/>' if piece and not piece.strip(" ") else xml(piece)


def _change(text: str) -> str:
    return f'<text:changed-region text:id="c1"><text:deletion>{_block(text)}</text:deletion></text:changed-region>'


def _rows(rows: Iterable[Iterable[str | bool | float | None]]) -> str:
    return "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)


def _cell(value: str | bool | float | None) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            kind, shown = f'boolean" office:boolean-value="{str(value).lower()}', str(value).upper()
        case str():
            kind, shown = "string", value
        case _:
            kind, shown = f'float" office:value="{value}', str(value)
    return f'<table:table-cell office:value-type="{kind}">{_block(shown)}</table:table-cell>'


def _page(number: int, slide: Slide) -> str:
    items = "".join(f"<text:list-item>{_block(line)}</text:list-item>" for line in slide.body)
    body = _frame("outline", f"<text:list>{items}</text:list>") if items else ""
    notes = f"<presentation:notes>{_frame('notes', _block(slide.notes))}</presentation:notes>" if slide.notes else ""
    return f'<draw:page draw:name="page{number}">{_frame("title", _block(slide.title))}{body}{notes}</draw:page>'


def _frame(kind: str, content: str) -> str:
    return f'<draw:frame presentation:class="{kind}"><draw:text-box>{content}</draw:text-box></draw:frame>'
