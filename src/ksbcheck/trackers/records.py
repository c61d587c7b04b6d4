"""Records of evidence and KSBs: front matter of notes, and JSON lists of criteria."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ksbcheck.domain.citation import mentions
from ksbcheck.domain.day import parse_date
from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.names import look, written_codes
from ksbcheck.domain.people import People
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.tracker import TrackedDecision, Tracker
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.parsing import parse
from ksbcheck.trackers.codes import TEMPLATE, is_code
from ksbcheck.trackers.findings import Findings
from ksbcheck.trackers.labels import mapping_rung
from ksbcheck.trackers.pieces import NamedPiece, named_piece, named_pieces, rung_of, written_place
from ksbcheck.trackers.words import Standing, pattern, standing, status

_CODES = pattern(
    "ksbs?(?:[ _-]?(?:codes?|ids?|refs?|covered|addressed|met|mapped))?; codes?", before="(?:mapped[ _-])?"
)
_EVIDENCE = pattern(
    "evidences?; art[ei]facts?; pieces?; documents?; files?; links?; proof",
    before="(?:supporting[ _-]?)?",
    after="(?:[ _-]?(?:refs?|names?|titles?))?",
)
_NAMING = pattern("evid; art[ei]; piece; proof", before="(?:supporting[ _-]?)?")
"""Keys that name pieces, and not the files of one."""
_TITLE = ("title", "name", "evidence", "piece", "artefact", "document", "file", "path", "label", "id")
_PLACES = {
    "page": "p. ",
    "pages": "pp. ",
    "slide": "slide ",
    "section": "\u00a7 ",
    "heading": "\u00a7 ",
    "paragraph": "para ",
    **dict.fromkeys(("where", "time", "timestamp", "location", "place", "at"), ""),
}
"""What is before a place, by its key."""
_BEHIND_CODE = re.compile(r":|\s\(|\s[-\u2013\u2014]\s")
"""What is between a code and more about it, as in `K1:main:40` or `K6 (theories)`."""
_DRAFT = {"draft": "true", "published": "false"}
_STATUS = ("status", "state", "progress", "rag")
_ORIGIN = ("source", "suggested_by", "proposed_by", "origin", "mapped_by")
_PROPOSERS = re.compile(r"(?i)\b(?:ai|auto\w*|model|tutor|mentor|scan|suggest\w*|gpt\S*|copilot)\b")
_FENCES = re.compile(
    r"\A\s*(?:<!--.*?-->\s*)*(?:---|\+\+\+|```\w*|~~~\w*)\s*\n|\n(?:---|\.\.\.|\+\+\+|```|~~~)\s*\Z", re.DOTALL
)
_INLINE = re.compile(r"(?i)ksbs?::\s*([^\n]*)")
OWN_REMEDY = "Name the tracker that it was made from."
Record = Mapping[str, Any]


def front_matter(text: str, name: str) -> Record:
    """Return the keys of a document's front matter.

    Raises:
        InputError: it is neither YAML, TOML nor JSON, or not a mapping.
    """
    if inline := _INLINE.fullmatch(text.strip()):
        return {"ksbs": inline[1]}
    bare = _FENCES.sub("", text)
    if text.lstrip().startswith("+++"):
        try:
            return _flat(tomllib.loads(bare))
        except tomllib.TOMLDecodeError as error:
            raise InputError("KSB904", str(error), "Write valid TOML.", path=Path(name)) from None
    value = parse(Path("front.json" if bare.lstrip().startswith("{") else "front.yaml"), bare)
    return _flat(value) if isinstance(value, Mapping) else {}


def _flat(record: Record) -> Record:
    """Return front matter with the keys that site generators keep apart."""
    apart = (record[key] for key in ("taxonomies", "extra", "params") if isinstance(record.get(key), Mapping))
    return {**{key: value for each in apart for key, value in each.items()}, **record}


def read_front_matter(record: Record, name: str, title: str, findings: Findings, *, at: str) -> None:
    """Read the codes of front matter: `ksbs: [K6]`, `- code: K6`, `tags: [K6]`."""
    title = str(_first(record, "title", "name") or title)
    day = parse_date(str(record.get("date") or ""))
    is_template = any(map(TEMPLATE.search, [title, *map(str, _items(record.get("tags")))]))
    is_draft = any(str(record.get(key)).casefold() == value for key, value in _DRAFT.items())
    for key, value in record.items():
        label = str(key).replace("_", " ")
        rung = Rung.CLAIMED if key == "tags" or _CODES.fullmatch(str(key)) else mapping_rung(label)
        for code, item in _coded(value):
            status = _standing(item) or _standing(record)
            if is_template or not isinstance(rung, Rung):
                reason = "a template" if is_template else rung if isinstance(rung, str) else "not among the note's KSBs"
                findings.leave(at, f"{key}: {code}", reason)
                continue
            lower = min(rung, rung_of(status), Rung.PLANNED if is_draft else rung)
            findings.claim(code, NamedPiece(title, _place(item), (name,), date=day), lower, at)
        if isinstance(rung, Rung) and key != "tags" and not any(_coded(value)):
            reason = "has other words beside its codes" if any(mentions(str(value))) else "names no KSB"
            findings.leave(at, f"{key}: {value or ''}", reason)


def _items(value: Any) -> Sequence[Any]:  # noqa: ANN401 - as JSON
    return value if isinstance(value, list) else [value]


def _coded(value: object) -> Iterator[tuple[str, Record]]:
    """Yield the codes of a value, each with the keys beside it."""
    for item in _items(value):
        if isinstance(item, Mapping):
            beside = {key: each for key, each in item.items() if not _codes_of(each)}
            own = next(iter(filter(None, map(_codes_of, item.values()))), ())
            yield from ((code, beside) for code in own)
            yield from ((code, {"why": why}) for key, why in item.items() for code in _codes_of(key) if not own)
        else:
            yield from ((code, {}) for code in _codes_of(item))


def _codes_of(value: object) -> tuple[str, ...]:
    """Return the codes of a text or list that holds nothing else: `K6, S7`, `[[K6]]`, `#ksb/K6`."""
    if isinstance(value, list):
        found = [_codes_of(each) for each in value]
        return tuple(code for codes in found for code in codes) if found and all(found) else ()
    text = re.sub(r"(?i)^#?ksbs?/|[\[\]#]", "", str(value)) if isinstance(value, str) else ""
    codes = (written_codes(part) for part in (text, _BEHIND_CODE.split(text)[0]))
    return next((found for found in codes if all(map(is_code, found))), ())


def _first(record: Record, *keys: str) -> Any:  # noqa: ANN401 - as JSON
    """Return the first value that a record has under one of the keys."""
    return next((record[key] for key in keys if record.get(key)), "")


def _standing(record: Record) -> Standing | None:
    return status(str(_first(record, *_STATUS)))


def _place(record: Record) -> str | None:
    for key, value in record.items():
        prefix = _PLACES.get(look(key))
        if prefix is None or value in (None, "", []):
            continue
        written = str(value)
        if prefix and not written.startswith((prefix, "p", "s", "\u00a7")):
            written = prefix + written
        return written_place(written) or written
    return None


def read_json(path: Path, standard: Standard, learner: str | None = None) -> Tracker:
    """Read a JSON list of criteria with their evidence, or of pieces with their KSBs.

    Raises:
        InputError: the file can't be read or is not valid JSON.
    """
    document = read_document(path)
    value = document.value
    kind = value.get("format") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind.startswith("ksbcheck-"):
        raise InputError("KSB906", f"the file is of ksbcheck itself ({kind}), and no tracker", OWN_REMEDY, path=path)
    findings = Findings(standard)
    stated = value.get("learner") if isinstance(value, dict) else None
    learner = learner or (stated if isinstance(stated, str) else None)
    for location, record in _records(value, ()):
        _read_record(record, f"{path.name} line {document.place(location).line}", findings, learner)
    return findings.tracker()


def _records(value: object, location: Location) -> Iterator[tuple[Location, Record]]:
    """Yield the records of a value: items of lists, and what stands under codes or titles."""
    if isinstance(value, list):
        yield from (((*location, index), item) for index, item in enumerate(value) if isinstance(item, Mapping))
        return
    for key, item in value.items() if isinstance(value, Mapping) else ():
        at = (*location, key)
        if _codes_of(key):
            yield at, {"code": key, **(item if isinstance(item, Mapping) else {"evidence": item})}
        elif isinstance(item, list | str) and _codes_of(item):
            yield at, {"title": key, "ksbs": item}
        else:
            yield from _records(item, at)


def _read_record(record: Record, at: str, findings: Findings, learner: str | None) -> None:
    codes = _codes_of_record(record)
    said = " ".join(str(value) for value in record.values() if isinstance(value, str))
    pieces = list(_pieces(record))
    if not codes:
        findings.leave(at, said or str(record), "has no code")
        return
    proposer = " ".join(str(record.get(key) or "") for key in _ORIGIN)
    rung = Rung.SUGGESTED if _PROPOSERS.search(proposer) or record.get("suggested_by") else Rung.CLAIMED
    decisions = tuple(_decisions(record, learner))
    if not pieces:
        findings.leave(at, f"{', '.join(codes)} {said}", "names no piece of evidence")
    for piece in pieces:
        for code in codes:
            if piece.reason:
                findings.leave(at, f"{code}: {said}", piece.reason)
                continue
            located = piece._replace(where=piece.where or _place(record))
            findings.claim(code, located, min(rung, rung_of(_standing(record))), at, decisions)


def _codes_of_record(record: Record) -> tuple[str, ...]:
    """Return the codes of a record: of a key such as `ksb`, or else of the first that holds only codes."""
    named = [value for key, value in record.items() if _CODES.fullmatch(key)]
    others = [value for key, value in record.items() if not _EVIDENCE.fullmatch(key)]
    return next(filter(None, map(_codes_of, [*named, *others])), ())


def _pieces(record: Record) -> Iterator[NamedPiece]:
    """Yield the pieces of a record: those under a key such as `evidence`, or else the record's own title."""
    keys = [key for key in record if _EVIDENCE.fullmatch(key)]
    is_titled = any(record.get(key) for key in ("title", "name")) and not any(_NAMING.match(key) for key in keys)
    has_codes = any(isinstance(value, list) and _codes_of(value) for value in record.values())
    if has_codes and (is_titled or not keys):
        yield from _piece(record)
        return
    for item in (item for key in keys for item in _items(record[key]) if item):
        yield from _piece(item) if isinstance(item, Mapping) else named_pieces(str(item))


def _piece(record: Record) -> Iterator[NamedPiece]:
    title = next((record[key] for key in _TITLE if record.get(key) and not _codes_of(record[key])), None)
    if title:
        piece = named_piece(str(title))
        file = str(_first(record, "file", "path"))
        rung = min(piece.rung, rung_of(_standing(record)))
        yield piece._replace(where=piece.where or _place(record), files=(file,) if file else piece.files, rung=rung)


def _decisions(record: Record, learner: str | None) -> Iterator[TrackedDecision]:
    """Yield the decision of an assessor, if it has a name and a day."""
    given = record.get("assessed")
    said = given if isinstance(given, Mapping) else record
    by = _first(said, "by", "assessor", "assessed_by")
    on = parse_date(str(_first(said, "on", "assessed_on", "date_assessed")))
    verdict = standing(str(_first(said, "decision", "outcome") or ("met" if said is given else "")))
    is_decided = verdict in (Standing.MET, Standing.NOT_MET)
    if on and by and is_decided and isinstance(by, str) and not People(learner).may_be_learner(by):
        yield TrackedDecision(by, on, verdict is Standing.MET, str(said.get("feedback") or ""))
