"""The schema of the manifest, with the codes, options and levels of the library."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ksbcheck.domain.framework import Framework
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Duty, Ksb, Standard
from ksbcheck.inputs.library import bundled_standards, frameworks
from ksbcheck.inputs.manifest import FrameworkManifest
from ksbcheck.rules import RULES
from ksbcheck.schemas.generator import JsonSchema, choices, schema_as_written

_Keys = Mapping[str, "_Keys"]
_KNOWN_KEY = {"doNotSuggest": True}  # to VS Code's YAML extension: the key itself is suggested from elsewhere


def manifest_schema() -> JsonSchema:
    known, older = [standard for _, standard in bundled_standards()], [framework for _, framework in frameworks()]
    return {
        "title": "The manifest of a portfolio",
        "description": "A learner's pieces of evidence, and the KSBs that each is claimed against.",
        "if": {"required": ["framework"]},
        "then": _under_framework(older),
        "else": _under_standard(known, older),
        "definitions": {name: schema for standard in known for name, schema in _definitions(standard)},
    }


def _under_standard(known: list[Standard], older: list[Framework]) -> JsonSchema:
    schema = _with_rules(schema_as_written(Portfolio))
    names = ((standard.reference, f"{standard.title}, level {standard.level}") for standard in known)
    schema["properties"]["standard"] |= _suggested(names)
    schema["properties"]["prior"]["allOf"] = _levels(older)
    pin = schema["properties"]["fingerprint"]
    whole = pin["properties"]["standard"]  # may be written alone
    schema["properties"]["fingerprint"] = {"description": pin["description"], "anyOf": [whole, pin]}
    last = _without_descriptions(
        schema, {"version": {}, "option": {}, "evidence": {"claims": {"ksb": {}}}, "exceptions": {"ksb": {}}}
    )
    return {**schema, "allOf": [*_versions(known), *map(_content, known), {"properties": last}]}


def _without_descriptions(schema: JsonSchema, keys: _Keys) -> JsonSchema:
    """Move the descriptions of keys into a schema that comes last: editors show the first one."""
    taken: JsonSchema = {}
    for key, inside in keys.items():
        of_key = schema["properties"][key]
        if inside:
            taken[key] = {"items": {"properties": _without_descriptions(of_key["items"], inside)}}
        else:
            taken[key] = {"description": of_key.pop("description"), **_KNOWN_KEY}
            del of_key["examples"]  # the choices are shown
    return taken


def _under_framework(older: list[Framework]) -> JsonSchema:
    schema = _with_rules(schema_as_written(FrameworkManifest))
    schema["properties"]["framework"] |= choices((framework.id, framework.title) for framework in older)
    schema["properties"]["prior"]["allOf"] = _levels(older)
    last = _without_descriptions(schema, {"level": {}})
    return {**schema, "allOf": [*_levels(older), {"properties": last}]}


def _with_rules(schema: JsonSchema) -> JsonSchema:
    schema["properties"]["exceptions"]["items"]["properties"]["rule"] |= choices((r.code, r.title) for r in RULES)
    return schema


def _versions(known: list[Standard]) -> Iterator[JsonSchema]:
    """Yield the known versions of every standard; a library may have others."""
    for reference in dict.fromkeys(standard.reference for standard in known):
        of_it = [standard for standard in known if standard.reference == reference]
        versions = ((standard.version, f"Version {standard.version} of {standard.title}") for standard in of_it)
        yield _where({"standard": {"const": reference}}, {"version": _suggested(versions)})


def _suggested(meanings: Iterable[tuple[str, str | None]]) -> JsonSchema:
    """Return the schema of any text, with suggestions."""
    return {"anyOf": [*({**choice, "type": "string"} for choice in choices(meanings)["oneOf"]), {}]}


def _version(standard: Standard) -> JsonSchema:
    """Return the schema of a version, as text or as the number without quotes."""
    as_text: JsonSchema = {"const": standard.version}
    try:
        return {"anyOf": [as_text, {"const": float(standard.version)}]}
    except ValueError:
        return as_text


def _content(standard: Standard) -> JsonSchema:
    ksb = {"$ref": f"#/definitions/{_name(standard, 'ksb')}"}
    duty = {"$ref": f"#/definitions/{_name(standard, 'duty')}"}
    piece = {
        "ksbs": {"items": ksb},
        "claims": {"items": {"properties": {"ksb": ksb}}},
        "duties": {"items": duty},
    }
    return _where(
        {"standard": {"const": standard.reference}, "version": _version(standard)},
        {
            "option": choices((option.id, option.title) for option in standard.options),
            "evidence": {"items": {"properties": piece}},
            "exceptions": {"items": {"properties": {"ksb": ksb}}},
        },
    )


def _definitions(standard: Standard) -> Iterator[tuple[str, JsonSchema]]:
    numbers = list(standard.by_number)
    quoted = {"type": "string", "pattern": f"^({'|'.join(map(str, numbers))})$"}
    duties = choices((duty.number, _statement(standard, duty)) for duty in standard.by_number.values())
    yield _name(standard, "duty"), {"oneOf": [*duties["oneOf"], quoted]}
    codes = choices((ksb.code, _statement(standard, ksb)) for ksb in standard.by_code.values())
    yield _name(standard, "ksb"), codes | _KNOWN_KEY


def _name(standard: Standard, what: str) -> str:
    return f"{standard.reference}-{standard.version}-{what}"


def _statement(standard: Standard, item: Ksb | Duty) -> str:
    titles = [option.title for option in standard.options if option.id in (item.options or ())]
    return f"{item.text} (Option: {', '.join(titles)})" if titles else item.text


def _levels(older: Iterable[Framework]) -> list[JsonSchema]:
    of_framework = [
        _where(
            {"framework": {"const": framework.id}},
            {"level": choices((level.id, f"{level.name}. {level.supervision}") for level in framework.levels)},
        )
        for framework in older
    ]
    of_level = [
        _where(
            {"framework": {"const": framework.id}, "level": {"const": level.id}},
            {"job_title": _suggested((title, None) for title in level.job_titles)},
        )
        for framework in older
        for level in framework.levels
    ]
    return [*of_framework, *of_level]


def _where(these: dict[str, Any], those: dict[str, Any]) -> JsonSchema:
    """Return the schema of some keys where other keys have certain values."""
    then = {key: schema | _KNOWN_KEY for key, schema in those.items()}
    return {"if": {"properties": these, "required": list(these)}, "then": {"properties": then}}
