"""Turn plain values into models, and Pydantic's errors into findings."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ksbcheck.domain.day import possible_dates
from ksbcheck.domain.finding import Finding, InputError, Location, sort_by_place
from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.model import example_at, held_model, keys_of
from ksbcheck.domain.names import alike, nearest
from ksbcheck.domain.sign_off import Decision, DecisionOutcome, SignOff
from ksbcheck.domain.text import listed, lower_first
from ksbcheck.inputs.document import Document
from ksbcheck.rules import evidence, reading
from ksbcheck.rules.rule import did_you_mean

M = TypeVar("M", bound=BaseModel)

_LONG = 60
# Error types of our models, with the words after the value.
_NOT = {
    "not_a_date": "is not a date (year-month-day)",
    "not_a_number": "is not a whole number from 1 up",
    "float_parsing": "is not a number",
    "finite_number": "is not a number",
    "not_a_length": "is not a length (hours:minutes:seconds)",
    "not_a_percentage": "is not a percentage above 0 and up to 100, with at most two decimals",
    "not_an_answer": "is not true, false, yes or no",
    "not_an_address": "is not a web address",
    "not_a_name": "is not a person's name",
    "a_learner": "is a learner's role; list people who sign for learners",
}
# Error types whose message does not show the value; None where the model has the message.
_OF_ITS_OWN = {
    "string_too_short": "there is nothing between the quotes",
    "too_short": "the list is empty",
    "impossible": None,
    "excepts_nothing": None,
    "version_alone": None,
    "too_many_codes": None,
    "too_long": "the list has more than {max_length} items",
    "string_too_long": "the text is longer than {max_length} characters",
}
# Error types of Pydantic, with what it expected.
KINDS = {
    "tuple_type": "a list",
    "string_type": "text",
    "string_unicode": "text",
    "list_type": "a list",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date",
    "enum": "a single word",
    "literal_error": "a single word",
    "model_type": "keys with values",
    "dict_type": "keys with values",
}
# Types of values other than text, subclasses first.
_NO_TEXT: Mapping[type, str] = {
    list: "a list",
    dict: "keys with values",
    bool: "true or false",
    date: "a date",
    time: "a time",
    type(None): "nothing",
    object: "a number",
}
_TYPES_OF_EVIDENCE = ("types", "refused_types")
_NEVER_COUNT = tuple(rung for rung in Rung if rung not in COUNTING_RUNGS)
_DECIDING = ("decision", "outcome", "result", "verdict", "status", "grade", "met", "passed")
# Tuples that are written as keys with values.
_WRITTEN_AS_KEYS = (("fail_under",), ("severity",))


def typed(document: Document, model: type[M]) -> M:
    """Return a document as a model.

    Raises:
        InputError: values are missing, unknown or wrong.
    """
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        findings = [_finding(document, model, details) for details in _innermost(error, document.value)]
    raise InputError.of(*sort_by_place(findings))


class Typed(NamedTuple, Generic[M]):
    """A document as a model, findings about values that were left out, and the texts that were read as others."""

    value: M
    findings: tuple[Finding, ...]
    taken_as: tuple[tuple[str, object], ...]


def tolerantly_typed(document: Document, model: type[M]) -> Typed[M]:
    """Return a document as a model.

    Unknown keys and unknown types of evidence are left out and removed from the document's value.

    Raises:
        InputError: other values are wrong.
    """
    taken: list[tuple[str, object]] = []
    try:
        return Typed(model.model_validate(document.value, context=taken), (), tuple(taken))
    except ValidationError as error:
        errors = _innermost(error, document.value)
    findings = sort_by_place(_finding(document, model, details) for details in errors)
    if not all(_is_optional(model, details) for details in errors):
        raise InputError.of(*findings)
    for details in errors:
        _remove(document.value, details["loc"], _status_meant(model, details))
    taken.clear()
    return Typed(model.model_validate(document.value, context=taken), findings, tuple(taken))


def _innermost(error: ValidationError, value: object) -> list[ErrorDetails]:
    """Return the errors without those about a value that has an error inside: what is left of it wasn't written."""
    errors = error.errors()
    around = {details["loc"][:depth] for details in errors for depth in range(len(details["loc"]))}
    innermost = [details for details in errors if details["loc"] not in around]
    for details in innermost:
        details["loc"] = _as_written(details["loc"], value)
    return innermost


def _as_written(location: Location, value: Any) -> Location:  # noqa: ANN401 - it holds the location
    """Return a location without the indices of lists of one that are written without their list."""
    written: list[str | int] = []
    for step in location:
        if isinstance(step, int) and not isinstance(value, list):
            continue
        written.append(step)
        value = value[step] if isinstance(step, int) or step in (value or ()) else None
    return tuple(written)


def _is_optional(model: type[BaseModel], details: ErrorDetails) -> bool:
    """Return whether a value may be left out.

    Not in an exception, which might then excuse too much, and not if a claim that is planned or not yet met might then
    count.
    """
    match details:
        case {"loc": ("exceptions", *_)}:
            return False
        case {"type": "extra_forbidden", "loc": location} if _model_around(model, location) is Decision:
            return not _may_refuse(details)
        case {"type": "extra_forbidden", "loc": ("evidence", int(), str())}:
            return _rung_named(details, _NEVER_COUNT) is None
        case {"type": "extra_forbidden", "loc": location}:
            return _status_meant(model, details) is not None or not _resembles_status(model, location)
    return _is_evidence_type(details)


def _is_evidence_type(details: ErrorDetails) -> bool:
    match details:
        case {"type": "enum", "loc": ("evidence", int(), "type"), "input": str()}:
            return True
    return False


def _may_refuse(details: ErrorDetails) -> bool:
    """Return whether an unknown key of a decision may say that a claim is not yet met."""
    words = (str(details["loc"][-1]), str(details["input"]))
    return nearest(words[0], _DECIDING) is not None or alike(str(DecisionOutcome.NOT_YET.value), words) is not None


def _resembles_status(model: type[BaseModel], location: Location) -> bool:
    """Return whether an unknown key of a claim may be a misspelt `status`."""
    match location:
        case ("evidence", int(), "claims", int(), str(key)):
            return nearest(key, _keys_beside(model, location)) == "status"
    return False


def _status_meant(model: type[BaseModel], details: ErrorDetails) -> Rung | None:
    """Return the status that an unknown key of a claim states: `statsu: claimed`, `stage: planned`, `planned: yes`."""
    match details["loc"]:
        case ("evidence", int(), "claims", int(), str()) as location:
            return _rung_named(details, tuple(Rung) if _resembles_status(model, location) else _NEVER_COUNT)
    return None


def _rung_named(details: ErrorDetails, rungs: Iterable[Rung]) -> Rung | None:
    """Return the rung that an unknown key, or its value, names."""
    value, key = str(details["input"]), str(details["loc"][-1])
    words = (value,) if value.casefold() in ("false", "no") else (value, key)
    return next((rung for rung in rungs if alike(str(rung), words)), None)


def _remove(value: Any, location: Location, status: Rung | None) -> None:  # noqa: ANN401 - it holds the location
    """Remove a value. The status that it states stays, so that a planned claim doesn't count."""
    *parents, key = location
    for step in parents:
        value = value[step]
    del value[key]
    if status:
        value["status"] = str(status)


def _finding(document: Document, model: type[BaseModel], details: ErrorDetails) -> Finding:
    location = details["loc"]
    if details["type"] == "extra_forbidden":
        status = _status_meant(model, details)
        known = _keys_beside(model, location)
        finding = document.about(evidence.unknown_key, location, str(location[-1]), known, status)
        return finding.at(finding.path, document.key_place(location))
    if _is_evidence_type(details):
        return document.about(evidence.unknown_type, location, details["input"])
    return document.finding(reading.wrong_value, *_wording(document, model, details), location)


def _keys_beside(model: type[BaseModel], location: Location) -> tuple[str, ...]:
    return keys_of(_model_around(model, location))


def _model_around(model: type[BaseModel], location: Location) -> type[BaseModel]:
    for step in location[:-1]:
        if isinstance(step, str):
            model = held_model(model, step) or model
    return model


def _wording(document: Document, model: type[BaseModel], details: ErrorDetails) -> tuple[str, str]:
    problem, remedy = _problem_and_remedy(document, model, details)
    if details["loc"][:1] != ("fingerprint",):
        return problem, remedy
    prefix = "the fingerprint's " if details["loc"][1:] else ""
    return f"{prefix}{problem}", "Run `ksbcheck pin` again, or delete `fingerprint:`."


def _problem_and_remedy(document: Document, model: type[BaseModel], details: ErrorDetails) -> tuple[str, str]:
    location, given, kind = details["loc"], details["input"], details["type"]
    name = _piece(document, location) + _name(location)
    example = _example(model, location) if document.shows_examples else ""
    if kind == "missing":
        return f"{name} is missing", f"Add it{example}; there is no default."
    if given is None:
        return f"{name} is empty", f"Write a value{example}{', or delete it' if _can_go(model, location) else ''}."
    if isinstance(given, str) and (words := _about_word(name, given, details)):
        return words
    if kind == "model_type" and _is_sign_off(model, location):
        written = _cut(given) if isinstance(given, str) else kind_of(given)
        return f"{name} does not say who signed and when: it is {written}", f"Write both{example}."
    if kind in KINDS:
        wanted = "keys with values" if location[-1:] in _WRITTEN_AS_KEYS else KINDS[kind]
        return f"{name} should be {wanted}, not {kind_of(given)}", f"Write {wanted}{example}."
    return f"{name}: {_about_text(given, details)}", f"Correct it{example}."


def _about_word(name: str, given: str, details: ErrorDetails) -> tuple[str, str] | None:
    """Return the message and remedy for a word that is not in a closed list, or a date of numbers."""
    days = possible_dates(given)
    match details:
        case {"type": "enum", "loc": location} if _last_key(location) in _TYPES_OF_EVIDENCE:
            return evidence.unknown_type.words(given)
        case {"type": "enum" | "literal_error", "ctx": {"expected": expected}}:
            return _not_among(name, given, expected)
        case {"type": "not_a_date"} if days:
            problem = "can mean two days" if len(days) > 1 else _NOT["not_a_date"]
            return f"{name}: {_cut(given)} {problem}", f"Write {' or '.join(map(str, days))}."
    return None


def _is_sign_off(model: type[BaseModel], location: Location) -> bool:
    return bool(location) and held_model(_model_around(model, location), str(location[-1])) in (SignOff, Decision)


def _about_text(given: object, details: ErrorDetails) -> str:
    match details["type"]:
        case "date_from_datetime_parsing" | "date_parsing":
            return f"{_cut(given)} is not a date"
        case "not_a_digest":
            return f"{_cut(details['ctx']['value'])} is not a digest"
        case kind if kind in _OF_ITS_OWN:
            return (_OF_ITS_OWN[kind] or details["msg"]).format(**details.get("ctx", {}))
        case kind if kind in _NOT:
            return f"{_cut(given)} {_NOT[kind]}"
        case _:
            return f"{_cut(given)} is not valid: {lower_first(details['msg'])}"


def _piece(document: Document, location: Location) -> str:
    """Return the id of the piece of evidence at a location, to begin a message."""
    match location, document.value:
        case ("evidence", int(index), _, *_), {"evidence": list(pieces)}:
            match pieces[index]:
                case {"id": str(name)} if name.strip():
                    return f"{_shortened(name)}: "
    return ""


def _example(model: type[BaseModel], location: Location) -> str:
    keys = [step for step in location if isinstance(step, str)]
    example = example_at(model, keys) if keys else None
    return f", as in {keys[-1]}: {example}" if example else ""


def _cut(given: object) -> str:
    return _shortened(given.isoformat() if isinstance(given, date | time) else repr(given))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."


def _can_go(model: type[BaseModel], location: Location) -> bool:
    if not location or isinstance(location[-1], int):
        return bool(location)
    field = _model_around(model, location).model_fields.get(location[-1])
    return field is not None and not field.is_required()


def _name(location: Location) -> str:
    """Return a location in words: its last key, and the number of the item."""
    key = _last_key(location)
    if location and isinstance(location[-1], int):
        return f"item {location[-1] + 1} of `{key}`"
    return f"`{key}`" if location else "the file"


def _last_key(location: Location) -> str:
    return next((step for step in reversed(location) if isinstance(step, str)), "")


def _not_among(name: str, given: str, expected: str) -> tuple[str, str]:
    known = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    meant = nearest(given, known) if len(known) > 1 else None
    one_of = f"one of {listed(known)}" if len(known) > 1 else known[0]
    return f"{name}: {_cut(given)} is not known", did_you_mean(meant, f"It must be {one_of}.")


def kind_of(value: object) -> str:
    """Return the type of a value in words. Only TOML has other types than text, lists and keys."""
    if isinstance(value, str):
        return "text" if value.isprintable() else "text with invalid characters"
    return next(words for kind, words in _NO_TEXT.items() if isinstance(value, kind))
