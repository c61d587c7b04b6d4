"""Read and write the files of standards."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Finding, InputError, locate_findings, sort_by_place
from ksbcheck.domain.standard import Duty, Ksb, Standard
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.files import read_text
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import standard_findings

FILE_ENDINGS = (".yaml", ".yml", ".json")
_PLAN_MARK = ".assessment-plan"
_IMPORTABLE = {
    # a key that only this data has: the data's name
    "referenceNumber": "data of Skills England's standards API",
    "stdCode": "data of the occupational maps",
}
_PLAN = "ksbcheck-assessment-plan/"
# Words that need no quotes in YAML, but for those that readers take for other types.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_NOT_PLAIN = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_IN_BLOCKS = frozenset({"basis"})
"""The lists with one line for each key of an item. Items of other lists have one line."""
_NEXT_KEY = "\n    "


def load_standard(path: Path) -> Standard:
    """Read a standard's file.

    Raises:
        InputError: the file can't be read, or contradicts itself (rules KSB5xx).
    """
    return _standard(path, read_text(path))


@lru_cache(maxsize=256)  # a portfolio may bring its own
def _standard(path: Path, text: str) -> Standard:
    loaded = _loaded(parse_document(path, text))
    if loaded.contradictions:
        raise InputError.of(*loaded.contradictions)
    return loaded.standard


class LoadedStandard(NamedTuple):
    """A standard, its contradictions, and the document that gives their places."""

    standard: Standard
    contradictions: tuple[Finding, ...]
    document: Document


def load_unchecked(path: Path) -> LoadedStandard:
    """Read a standard's file, even if it contradicts itself.

    Raises:
        InputError: the file can't be read.
    """
    return _loaded(read_document(path))


def _loaded(document: Document) -> LoadedStandard:
    _refuse_other_kinds(document)
    standard = typed(document, Standard)
    found = locate_findings(standard_findings(standard), document.path, document.place)
    return LoadedStandard(standard, sort_by_place(found), document)


def _refuse_other_kinds(document: Document) -> None:
    """Refuse other known kinds of data with one error, not one for each key."""
    value = document.value[0] if isinstance(document.value, list) and document.value else document.value
    if not isinstance(value, dict) or "reference" in value:
        return
    if str(value.get("format")).startswith(_PLAN):
        problem = "this is an assessment plan, not a standard"
        raise document.error("KSB917", problem, "Name the standard's file: ksbcheck finds the plan beside it.")
    kind = next((kind for key, kind in _IMPORTABLE.items() if key in value), None)
    if kind:
        problem = f"this is {kind}, not a standard's file of ksbcheck"
        remedy = (
            f"Import the file (ksbcheck standard import {document.path.name}), and name the standard by its reference."
        )
        raise document.error("KSB917", problem, remedy)


def is_assessment_plan(path: Path) -> bool:
    """Whether a file is an assessment plan, by its name."""
    return path.name.endswith(tuple(f"{_PLAN_MARK}{ending}" for ending in FILE_ENDINGS))


def assessment_paths(standard: Path) -> tuple[Path, ...]:
    """Return the possible paths of the assessment plan for a standard's file."""
    return tuple(standard.with_name(f"{standard.stem}{_PLAN_MARK}{ending}") for ending in FILE_ENDINGS)


def to_yaml(standard: Standard, *comments: str) -> str:
    """Return a standard as YAML below comments, without empty keys."""
    lines = [f"# {comment}" if comment else "#" for comment in comments]
    return "\n".join([*lines, *_lines(standard)]) + "\n"


def _lines(standard: Standard) -> Iterator[str]:
    content = standard.model_dump(exclude_defaults=True, exclude={"duties", "ksbs"})
    for key in Standard.model_fields:
        if key == "duties":
            yield "duties:" if standard.duties else "duties: []"
            yield from map(_duty, standard.duties)
        elif key == "ksbs":
            yield "ksbs:"
            yield from map(_ksb, standard.ksbs)
        elif key in content:
            yield from _keys({key: content[key]}, "")


def _duty(duty: Duty) -> str:
    return (
        f"  - number: {duty.number}\n    text: {_word(duty.text)}\n    options: {_flow(duty.options)}\n"
        f"    mapping: {duty.mapping.value}\n    ksbs: [{', '.join(duty.ksbs)}]{_guid(duty.guid, _NEXT_KEY)}"
    )


def _ksb(ksb: Ksb) -> str:
    return f"  - {{code: {ksb.code}, options: {_flow(ksb.options)}, text: {_word(ksb.text)}{_guid(ksb.guid, ', ')}}}"


def _guid(guid: str | None, before: str) -> str:
    return f"{before}guid: {_word(guid)}" if guid else ""


def _keys(content: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _keys(value, f"{indent}  ")
        elif isinstance(value, tuple) and value and not _is_short(value):
            yield f"{indent}{key}:"
            for item in value:
                yield from _item(key, item, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _is_short(values: tuple[Any, ...]) -> bool:
    return all(isinstance(value, str) and _PLAIN.fullmatch(value) for value in values)


def _item(key: str, item: object, indent: str) -> Iterator[str]:
    if key not in _IN_BLOCKS or not isinstance(item, dict):
        yield f"{indent}- {_flow(item)}"
        return
    first, *others = _keys(item, "")
    yield f"{indent}- {first}"
    yield from (f"{indent}  {line}" for line in others)


def _flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{key}: {_flow(each)}" for key, each in value.items()]) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "null"
    return str(value.value) if isinstance(value, Enum) else str(value)


@lru_cache(maxsize=4096)  # codes and ids come again and again
def _word(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN else _quoted(text)


def _quoted(text: str) -> str:
    """Return a text in quotes, with unprintable characters as escapes."""
    if text.isprintable() and "\\" not in text and '"' not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"
