"""Minimal PowerPoint files."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.documents.archive import XML_HEAD, xml, zipped
from tests.documents.office_parts import OFFICE, RELATIONSHIPS, content_types, relationships

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml"
NAMESPACES = (
    f'xmlns:p="{OFFICE}/presentationml/2006/main" xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:r="{RELATIONSHIPS}"'
)


@dataclass(frozen=True)
class Slide:
    """A slide: its title, the lines of its body, and its notes."""

    title: str
    body: Sequence[str] = ()
    notes: str | None = None


def pptx(slides: Sequence[Slide]) -> bytes:
    """Return a PowerPoint file; its parts are numbered backwards."""
    main = {"ppt/presentation.xml": "presentation.main"}
    rels: dict[str, tuple[str, str]] = {}
    parts: dict[str, str] = {}
    for number, slide in enumerate(reversed(slides), 1):
        name = f"ppt/slides/slide{number}.xml"
        rels[f"rId{number + 1}"] = ("slide", f"slides/slide{number}.xml")
        main[name] = "slide"
        parts[name] = _slide(slide)
        if slide.notes is not None:
            notes = f"notesSlides/notesSlide{len(parts)}.xml"
            main[f"ppt/{notes}"] = "notesSlide"
            parts[f"ppt/{notes}"] = _notes(slide.notes, len(slides) - number + 1)
            parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = relationships({"rId1": ("notesSlide", f"../{notes}")})
    head = {
        "[Content_Types].xml": content_types({f"/{name}": f"{PRESENTATION}.{kind}+xml" for name, kind in main.items()}),
        "_rels/.rels": relationships({"rId1": ("officeDocument", "ppt/presentation.xml")}),
        "ppt/presentation.xml": _presentation(list(reversed(rels))),
        "ppt/_rels/presentation.xml.rels": relationships(rels),
    }
    return zipped((head | parts).items())


def _presentation(keys: Sequence[str]) -> str:
    ids = "".join(f'<p:sldId id="{number}" r:id="{key}"/>' for number, key in enumerate(keys, 256))
    return (
        f"{XML_HEAD}<p:presentation {NAMESPACES}><p:sldIdLst>{ids}</p:sldIdLst>"
        '<p:sldSz cx="12192000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
    )


def _slide(slide: Slide) -> str:
    body = _shape(3, "body", [_line(line) for line in slide.body]) if slide.body else ""
    return f"{XML_HEAD}<p:sld {NAMESPACES}>{_shapes(_shape(2, 'title', [_line(slide.title)]), body)}</p:sld>"


def _notes(text: str, number: int) -> str:
    field = (
        f'<a:p><a:fld id="{{00000000-0000-4000-8000-000000000001}}" type="slidenum"><a:t>{number}</a:t></a:fld></a:p>'
    )
    shapes = _shapes(_shape(2, "body", [_line(text)]), _shape(3, "sldNum", [field]))
    return f"{XML_HEAD}<p:notes {NAMESPACES}>{shapes}</p:notes>"


def _shapes(*shapes: str) -> str:
    group = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return f"<p:cSld><p:spTree>{group}{''.join(shapes)}</p:spTree></p:cSld>"


def _shape(number: int, kind: str, lines: Sequence[str]) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{kind} {number}"/><p:cNvSpPr/>'
        f'<p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/>{''.join(lines)}</p:txBody></p:sp>"
    )


def _line(text: str) -> str:
    return f"<a:p><a:r><a:t>{xml(text)}</a:t></a:r></a:p>"
