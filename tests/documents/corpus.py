"""The labelled corpus: documents of all formats from plain sources in which each code has its label.

A source is lines of light markup. `«K12»` is a code that is shown; `«K12:n»` is negated, `:l` listed, `:r` repeated,
`:o` other, two letters say that either is fair; `«K1-K3=K1,K2,K3»` names the codes. Lines begin with `#` for a heading,
slide or sheet, `|` for a row, `^` and `_` for a running header and footer, `!` for notes of a speaker, `>` for a
comment, `=` for a form field, `---` for a new page. `[-deleted-]`, `[+inserted+]`, `[~struck~]`, `[?hidden?]`,
`[=a text box=]`, `{{a footnote}}`, `{x}` a ticked box. Text formats stand as they are; `§` marks their headings.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, read_object

from tests import documents as made
from tests.documents.archive import XML_HEAD, Xml, xml
from tests.documents.office_parts import RELATIONSHIPS
from tests.documents.opendocument import odt_table
from tests.documents.pdf_files import ESCAPES
from tests.documents.word_files import NAMESPACES, Paragraph, body

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
KINDS = {"s": "shown", "n": "negated", "l": "listed", "r": "repeated", "o": "other"}
Label = dict[str, Any]
Lines = list[tuple[str, str]]

_LABEL = re.compile(r"«([^»=:]*)(?:=([^»:]*))?(?::(\w+))?»")
_RUNS = re.compile(r"(\[-.*?-\]|\[\+.*?\+\]|\[~.*?~\]|\[\?.*?\?\]|\[=.*?=\]|\{\{.*?\}\}|\{[x ]\})")
_HIDDEN = (
    (r"<table:table-row>((?:<[^>]*>)+)\(hidden\) ", r'<table:table-row table:visibility="collapse">\1'),
    (r'<row (r="\d+")>((?:<[^>]*>)+)\(hidden\) ', r'<row \1 hidden="1">\2'),
    (r'<sheet name="\(hidden\) ', '<sheet state="hidden" name="'),
    (r"<p:sld (.*)\(hidden\) ", r'<p:sld show="0" \1'),
)


def write_corpus(sources: Path, folder: Path) -> list[dict[str, Any]]:
    """Write the documents of the sources to a folder, and return the labels of each."""
    labels: list[dict[str, Any]] = []
    for source in sorted(sources.glob("*.txt")):
        for part in source.read_text("utf-8").split("%% ")[1:]:
            head, _, text = part.partition("\n")
            name, family = head.split(" | ")
            mentions: list[Label] = []
            plain = "".join(_unlabelled(text, Path(name).suffix, mentions))
            (folder / name).write_bytes(_BUILDERS[Path(name).suffix](plain))
            labels.append({"file": name, "family": family, "mentions": mentions})
    return labels


def _unlabelled(text: str, ending: str, mentions: list[Label]) -> Iterator[str]:
    """Yield the lines without labels, and collect these with the place where a person would say they are."""
    place, sheet, count, row, roman = "", "", 0, 0, 0
    for line in text.splitlines(keepends=True):
        bare = _LABEL.sub(r"\1", line)
        heading = re.match(r"#+ (.*)", bare) if ending in {".docx", ".odt"} else re.search("§([^<\n]*)", bare)
        roman = int(line.split()[-1]) if line.startswith("@") else roman
        starts = line.startswith("---" if ending == ".pdf" else "# ")
        count += starts or not count
        row = 0 if starts else row + line.startswith("|")
        if heading:
            place = f"§ {heading[1]}"
        elif ending == ".pdf":
            place = f"page {'i' * count if count <= roman else count - roman}"
        elif ending in {".pptx", ".odp"}:
            place = f"slide {count}"
        elif ending in {".xlsx", ".ods"}:
            sheet = bare[2:].strip().removeprefix("(hidden) ") if starts else sheet
            place = f"sheet {sheet} row {row}"
        mentions += (label for found in _LABEL.finditer(line) for label in _labels(found, place, bare.strip()))
        yield bare.replace("§", "")


def _labels(found: re.Match[str], place: str, why: str) -> Iterator[Label]:
    kinds = [KINDS[letter] for letter in found[3] or "s"]
    kind: Label = {"kind": kinds[0]} if len(kinds) == 1 else {"either": kinds}
    named = re.sub(r"\W|_", "", found[1])
    for code in (found[2] or f"{named[0].upper()}{int(re.sub(r'[^0-9]', '', named))}").split(","):
        yield {"code": code, **kind, "place": place, "why": why}


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the sign that each line begins with, and the rest of the line."""
    for line in filter(None, text.splitlines()):
        found = re.match(r"(#+|[|^_!>=@]|---)(?: |$)", line)
        yield (found[1], line[found.end() :]) if found else ("", line)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.rstrip().removesuffix("|").split("|")]


def _parts(text: str) -> Iterator[tuple[str, Lines]]:
    """Yield each slide or sheet: its title and its lines."""
    lines = list(_lines(text))
    starts = [place for place, (sign, _) in enumerate(lines) if sign == "#"]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start][1], lines[start + 1 : end]


def _hide(data: bytes) -> bytes:
    """Hide the sheets, rows and slides that say so."""
    members = {}
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            members[name] = archive.read(name).decode()
            for before, after in _HIDDEN:
                members[name] = re.sub(before, after, members[name])
    return made.zipped(members.items())


def _slides(text: str) -> list[made.Slide]:
    """Return slides; a sign before a line says that the speaker notes it."""
    slides = []
    for title, lines in _parts(text):
        noted = "\n".join(line for sign, line in lines if sign)
        slides.append(made.Slide(title, [line for sign, line in lines if not sign], noted or None))
    return slides


def _sheets(text: str) -> dict[str, list[list[str]]]:
    return {title: [_cells(row) for _, row in lines] for title, lines in _parts(text)}


def _xlsx(text: str) -> bytes:
    cells = {title: [[made.Inline(cell) for cell in row] for row in rows] for title, rows in _sheets(text).items()}
    return _hide(made.xlsx(cells))


def _docx(text: str) -> bytes:
    notes: list[str] = []
    blocks: list[Paragraph] = []
    more: dict[str, list[Xml]] = {"header": [], "footer": [], "comments": []}
    for sign, lines in groupby(_lines(text), lambda line: line[0]):
        rows = [row for _, row in lines]
        if sign == "|":
            blocks.append(made.table(map(_cells, rows)))
        elif sign == ">":
            number = len(more["comments"])
            author, _, said = rows[0].removeprefix("comment by ").partition(": ")
            more["comments"].append(
                Xml(f'<w:comment w:id="{number}" w:author="{author}">{made.para(said)}</w:comment>')
            )
            mark = f'<w:r><w:commentReference w:id="{number}"/></w:r></w:p>'
            blocks[-1] = Xml(str(blocks[-1]).removesuffix("</w:p>") + mark)
        elif sign in {"^", "_"}:
            more["header" if sign == "^" else "footer"] += map(made.para, rows)
        else:
            style = f"Heading{len(sign)}" if sign else None
            blocks += (made.para(*(_word_run(run, notes) for run in _RUNS.split(row)), style=style) for row in rows)
    parts = made.docx_parts(body(blocks), footnotes=notes)
    for kind, content in more.items():
        if content:
            _add_part(parts, kind, "".join(content))
    return made.zipped(parts.items())


def _word_run(run: str, notes: list[str]) -> str:
    if change := {"[-": made.deleted, "[+": made.inserted, "[=": made.text_box}.get(run[:2]):
        return change(run[2:-2])
    match run[:2]:
        case "[~" | "[?":
            look = "strike" if run[1] == "~" else "vanish"
            return Xml(f'<w:r><w:rPr><w:{look}/></w:rPr><w:t xml:space="preserve">{xml(run[2:-2])}</w:t></w:r>')
        case "{{":
            notes.append(run[2:-2])
            return made.note_mark(len(notes))
        case "{x" | "{ ":
            box = f'<w14:checked w14:val="{int(run[1] == "x")}"/>'
            return Xml(
                f'<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="{_W14}">{box}</w14:checkbox></w:sdtPr>'
                f"<w:sdtContent><w:r><w:t>{'☒' if run[1] == 'x' else '☐'}</w:t></w:r></w:sdtContent></w:sdt>"
            )
    return run


def _add_part(parts: dict[str, str], kind: str, content: str) -> None:
    root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
    parts[f"word/{kind}.xml"] = f"{XML_HEAD}<w:{root} {NAMESPACES}>{content}</w:{root}>"
    type_ = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    related = f'<Relationship Id="{kind}" Type="{RELATIONSHIPS}/{kind}" Target="{kind}.xml"/>'
    for name, end, new in (
        ("[Content_Types].xml", "</Types>", f'<Override PartName="/word/{kind}.xml" ContentType="{type_}"/>'),
        ("word/_rels/document.xml.rels", "</Relationships>", related),
    ):
        parts[name] = parts[name].replace(end, new + end)
    if kind != "comments":
        mark = f'<w:sectPr><w:{kind}Reference w:type="default" r:id="{kind}"/>'
        parts["word/document.xml"] = parts["word/document.xml"].replace("<w:sectPr>", mark)


def _odt(text: str) -> bytes:
    gone: list[str] = []
    blocks: list[str | tuple[str, str]] = []
    for sign, lines in groupby(_lines(text), lambda line: line[0]):
        rows = [row for _, row in lines]
        style = f"Heading{len(sign)}" if sign else "Standard"
        if sign == "|":
            blocks.append(odt_table(map(_cells, rows)))
        else:
            blocks += (made.odt_para(*(_odt_run(run, gone) for run in _RUNS.split(row)), style=style) for row in rows)
    return made.odt(blocks, deleted=gone)


def _odt_run(run: str, gone: list[str]) -> str:
    if run[:2] == "[-":
        gone.append(run[2:-2])
        return ""
    style = {"[~": "Struck", "[?": "Hidden"}.get(run[:2])
    return Xml(f'<text:span text:style-name="{style}">{xml(run[2:-2])}</text:span>') if style else run


def _pdf(text: str) -> bytes:
    lines = list(_lines(text))
    head = [line for sign, line in lines if sign == "^"]
    pages, fields, roman = [list(head)], list[str](), 0
    for sign, line in lines:
        top = 800 - 11 * len(pages[-1])
        if sign == "---":
            pages.append(list(head))
        elif sign == "@":
            roman = int(line.split()[-1])
        elif sign == "=":
            fields.append(_field(line, top))
            pages[-1].append(re.sub(r"^\{.\} |:( .*)?$", "", line))
        elif sign == ">":
            said = line.partition(": ")[2].translate(ESCAPES)
            fields.append(_note("FreeText" if line.startswith("free") else "Text", top, f"/Contents ({said})"))
        elif not sign:
            pages[-1].append(line)
    writer = PdfWriter(clone_from=BytesIO(made.pdf(pages)))
    if fields:
        added = ArrayObject(writer._add_object(read_object(BytesIO(field.encode()), None)) for field in fields)  # noqa: SLF001
        writer.pages[0][NameObject("/Annots")] = added
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): added})
    if roman:
        writer.set_page_label(0, roman - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
        writer.set_page_label(roman, len(pages) - 1, style=PageLabelStyle.DECIMAL)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _field(line: str, top: int) -> str:
    if line.startswith("{"):
        state = "Yes" if line[1] == "x" else "Off"
        return _note("Widget", top, f"/FT /Btn /T (Check Box {top}) /V /{state} /AS /{state}", "26", "36")
    label, value = (text.strip().translate(ESCAPES) for text in line.split(":", 1))
    return _note("Widget", top, f"/FT /Tx /T ({label}) /V ({value})")


def _note(kind: str, top: int, entries: str, left: str = "200", right: str = "550") -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [{left} {top - 2} {right} {top + 8}] /F 4 {entries} >>"


_BUILDERS: dict[str, Callable[[str], bytes]] = {
    ".docx": _docx,
    ".odt": _odt,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
    ".ods": lambda text: _hide(made.ods(_sheets(text))),
    ".pptx": lambda text: _hide(made.pptx(_slides(text))),
    ".odp": lambda text: made.odp(_slides(text)),
} | dict.fromkeys((".md", ".html", ".txt", ".csv", ".tsv", ".vtt"), str.encode)
