"""Word documents: paragraphs, headings, runs, breaks, tables, notes, tracked changes and text boxes."""

import re
from collections.abc import Iterable, Mapping, Sequence

from tests.documents.archive import XML_HEAD, Xml, xml, zipped
from tests.documents.office_parts import OFFICE, RELATIONSHIPS, content_types, relationships

Paragraph = str | tuple[str, str]
"""A text, a style and a text, or any XML of a document's body."""

HEADINGS = {"Title": "Title"} | {f"Heading{level}": f"heading {level}" for level in range(1, 7)}
"""The heading styles of English Word, by their ids."""

NAMESPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:r="{RELATIONSHIPS}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:a="{OFFICE}/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
BY = 'w:id="7" w:author="A. Author" w:date="2025-03-04T09:00:00Z"'

BREAK = Xml('<w:r><w:br w:type="page"/></w:r>')
"""A page break of the author, for `para`."""

RENDERED_BREAK = Xml("<w:r><w:lastRenderedPageBreak/></w:r>")
"""A page break of the last layout, for `para`."""

PAGE_BREAK = Xml(f"<w:p>{BREAK}</w:p>")
"""A paragraph that is only a page break."""


def docx(
    paragraphs: Sequence[Paragraph],
    *,
    styles: Mapping[str, str] = HEADINGS,
    footnotes: Sequence[str] = (),
    pages: int | None = None,
) -> bytes:
    """Return a Word document; `styles` has names by id, `pages` is the number of pages in its properties."""
    return zipped(docx_parts(body(paragraphs), styles=styles, footnotes=footnotes, pages=pages).items())


def docx_with_picture(paragraphs: Sequence[Paragraph], data: bytes) -> bytes:
    """Return a Word document that ends with a picture."""
    blip = '<w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed="rId90"/></a:graphic></wp:inline></w:drawing></w:r>'
    parts: dict[str, str | bytes] = {**docx_parts(body([*paragraphs, para(Xml(blip))]))}
    rels = "word/_rels/document.xml.rels"
    shown = f'<Relationship Id="rId90" Type="{RELATIONSHIPS}/image" Target="media/image1.png"/></Relationships>'
    parts[rels] = str(parts[rels]).replace("</Relationships>", shown)
    return zipped([*parts.items(), ("word/media/image1.png", data)])


def docx_with_link(text: str, address: str) -> bytes:
    """Return a Word document that is a link to an address, shown as a text."""
    link = f'<w:hyperlink r:id="rId90"><w:r><w:t>{xml(text)}</w:t></w:r></w:hyperlink>'
    parts = docx_parts(body([para(Xml(link))]))
    rels = "word/_rels/document.xml.rels"
    shown = f'<Relationship Id="rId90" Type="{RELATIONSHIPS}/hyperlink" Target="{address}" TargetMode="External"/>'
    parts[rels] = parts[rels].replace("</Relationships>", f"{shown}</Relationships>")
    return zipped(parts.items())


def docx_parts(
    document: str,
    *,
    styles: Mapping[str, str] = HEADINGS,
    footnotes: Sequence[str] = (),
    pages: int | None = None,
) -> dict[str, str]:
    """Return the members of a Word document around the text of its main part."""
    main = {"styles": ("styles.xml", _styles(styles))}
    if footnotes:
        main["footnotes"] = ("footnotes.xml", _footnotes(footnotes))
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = {"/word/document.xml": f"{word}.document.main+xml"}
    types |= {f"/word/{name}": f"{word}.{kind}+xml" for kind, (name, _) in main.items()}
    if pages is not None:
        types["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    parts = {
        "[Content_Types].xml": content_types(types),
        "_rels/.rels": relationships(
            {"rId1": ("officeDocument", "word/document.xml")}
            | ({} if pages is None else {"rId2": ("extended-properties", "docProps/app.xml")})
        ),
        "word/_rels/document.xml.rels": relationships(
            {f"rId{number}": (kind, name) for number, (kind, (name, _)) in enumerate(main.items(), 1)}
        ),
        "word/document.xml": document,
    }
    parts |= {f"word/{name}": content for name, content in main.values()}
    if pages is not None:
        properties = f"{OFFICE}/officeDocument/2006/extended-properties"
        parts["docProps/app.xml"] = (
            f'{XML_HEAD}<Properties xmlns="{properties}"><Application>Microsoft Office Word</Application>'
            f"<Pages>{pages}</Pages></Properties>"
        )
    return parts


def body(paragraphs: Sequence[Paragraph], doctype: str = "") -> str:
    """Return the main part of a Word document."""
    return (
        f"{XML_HEAD}{doctype}<w:document {NAMESPACES}><w:body>{''.join(map(_block, paragraphs))}"
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    )


def para(*runs: str, style: str | None = None) -> Xml:
    """Return a paragraph of runs: texts and XML."""
    properties = f'<w:pPr><w:pStyle w:val="{xml(style)}"/></w:pPr>' if style else ""
    return Xml(f"<w:p>{properties}{''.join(map(_run, runs))}</w:p>")


def table(rows: Iterable[Iterable[str]]) -> Xml:
    """Return a table of cells, each a paragraph."""
    return Xml(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(map(_row, rows))}</w:tbl>")


def deleted(text: str) -> Xml:
    """Return a tracked deletion."""
    return Xml(f'<w:del {BY}><w:r><w:delText xml:space="preserve">{xml(text)}</w:delText></w:r></w:del>')


def inserted(text: str) -> Xml:
    """Return a tracked insertion."""
    return Xml(f"<w:ins {BY}>{_run(text)}</w:ins>")


def note_mark(number: int) -> Xml:
    """Return the mark of a footnote; the first has the number 1."""
    return Xml(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>')


def text_box(text: str) -> Xml:
    """Return a text box as Word writes it: for new programs and again for old ones."""
    content = f"<w:txbxContent>{para(text)}</w:txbxContent>"
    anchor = (
        '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="1800000" cy="720000"/>'
        '<wp:docPr id="1" name="Text Box 1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline>"
    )
    return Xml(
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def _block(paragraph: Paragraph) -> str:
    if isinstance(paragraph, Xml):
        return paragraph
    return para(paragraph) if isinstance(paragraph, str) else para(paragraph[1], style=paragraph[0])


def _run(text: str) -> str:
    if isinstance(text, Xml):
        return text
    signs = {"\t": "<w:tab/>", "\n": "<w:br/>"}
    pieces = filter(None, re.split("([\t\n])", text))
    shown = (signs.get(piece) or f'<w:t xml:space="preserve">{xml(piece)}</w:t>' for piece in pieces)
    return f"<w:r>{''.join(shown)}</w:r>"


def _row(cells: Iterable[str]) -> str:
    shown = "".join(f"<w:tc><w:tcPr/>{_block(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{shown}</w:tr>"


def _styles(names: Mapping[str, str]) -> str:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{xml(key)}"><w:name w:val="{xml(name)}"/>{_outline(name)}</w:style>'
        for key, name in names.items()
    )
    return (
        f'{XML_HEAD}<w:styles {NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/></w:style>{styles}</w:styles>'
    )


def _outline(name: str) -> str:
    level = re.fullmatch(r"heading ([1-9])", name)
    return f'<w:pPr><w:outlineLvl w:val="{int(level[1]) - 1}"/></w:pPr>' if level else ""


def _footnotes(notes: Sequence[str]) -> str:
    shown = "".join(f'<w:footnote w:id="{number}">{_block(note)}</w:footnote>' for number, note in enumerate(notes, 1))
    return (
        f'{XML_HEAD}<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r>'
        f"</w:p></w:footnote>{shown}</w:footnotes>"
    )
