"""JSON Schemas of printed JSON, and of YAML as people write it."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from inspect import getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any, get_args

from pydantic import BeforeValidator, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung
from ksbcheck.domain.model import Foreign, IsoDate, Length, Number, TrueOrFalse, Written
from ksbcheck.domain.sign_off import one_alone
from ksbcheck.domain.threshold import counting
from ksbcheck.inputs.parsing import parse_yaml12

JsonSchema = JsonSchemaValue
_REF = "#/definitions/"
_UNKNOWN: JsonSchema = {"not": {}}


def schema_as_printed(of: Any) -> JsonSchema:  # noqa: ANN401 - any type that Pydantic knows
    """Return the schema of JSON that ksbcheck writes."""
    return _schema(of, _Printed, "serialization")


def schema_as_written(of: Any) -> JsonSchema:  # noqa: ANN401 - any type that Pydantic knows
    """Return the schema of a file that people write, where editors know other types than text."""
    return _schema(of, _Written, "validation")


def choices(meanings: Iterable[tuple[str | int, str | None]]) -> JsonSchema:
    """Return the schema of one of some values, each with its meaning: `enumDescriptions` would show all at once."""
    return {"oneOf": [_choice(value, meaning) for value, meaning in meanings]}


def _choice(value: str | int, meaning: str | None) -> JsonSchema:
    return {"const": value, "description": meaning} if meaning else {"const": value}


class _Described(GenerateJsonSchema):
    """Describes keys and values by their docstrings, and allows no other keys."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - Pydantic's own

    def field_title_should_be_set(self, _schema: Any) -> bool:  # noqa: ANN401 - Pydantic's own
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return _documented(super().model_schema(schema), schema["cls"])

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        made = {**super().typed_dict_schema(schema), "additionalProperties": False}
        return _documented(made, schema["cls"]) if "cls" in schema else made

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        below = _docs_below(schema["cls"])
        return choices((member.value, below.get(member.name)) for member in schema["members"])

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        if schema["function"]["function"] is counting:
            below = _docs_below(Rung)
            return choices((rung.value, below.get(rung.name)) for rung in COUNTING_RUNGS)
        return super().function_after_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])  # or an editor would suggest the default


class _Printed(_Described):
    """Requires every key."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401, ARG002 - Pydantic's own
        return True


class _Written(_Described):
    """Accepts what the reader accepts, which types texts afterwards."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner: CoreSchema = schema["schema"]
        function = schema["function"]["function"]
        if function is Foreign.func:
            return _UNKNOWN
        if function is Written.func and inner["type"] == "nullable":
            inner = inner["schema"]
        if function is one_alone:
            several = self.generate_inner(inner)
            return {"anyOf": [several["items"], several]}
        return self.generate_inner(inner) | _AS_TYPED.get(function, {})

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        pattern = schema.get("pattern")
        if pattern:
            return {"type": "string", "pattern": pattern}
        most = {"maxLength": schema["max_length"]} if "max_length" in schema else {}
        return {**_ANY_SCALAR, **(_NOT_BLANK if schema.get("min_length") else {}), **most}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {**super().int_schema(schema), "type": ["integer", "string"]}

    def timedelta_schema(self, _schema: core_schema.TimedeltaSchema) -> JsonSchemaValue:
        return {"type": "string"}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {**super().float_schema(schema), "type": ["number", "string"]}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return {**super().bool_schema(schema), "type": ["boolean", "string"]}


# Of `type: [string, number, boolean]`, VS Code's YAML extension would suggest `true` and `false` wherever a text may
# stand. Of neither a type nor alternatives, it would complete the key without its colon.
_ANY_SCALAR: JsonSchema = {
    "if": {"type": ["array", "object", "null"]},
    "then": {"type": "string"},
    "anyOf": [{}],
}
_NOT_BLANK: JsonSchema = {"pattern": r"[^ \t\r\n]", "patternErrorMessage": "There is nothing between the quotes."}


def _validator(of: Any) -> Any:  # noqa: ANN401 - one of the domain's types, which hold it
    return next(validator.func for validator in get_args(of) if isinstance(validator, BeforeValidator))


_AS_TYPED: dict[Any, JsonSchema] = {
    # the function that types a text: what it takes
    _validator(IsoDate): {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    _validator(Length): {"pattern": "^[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]$"},
    _validator(Number): {"minimum": 1, "pattern": "^[1-9][0-9]{0,99}$"},
    _validator(TrueOrFalse): {"pattern": "^(true|yes|false|no)$"},
}


def _schema(of: Any, generator: type[GenerateJsonSchema], mode: JsonSchemaMode) -> JsonSchema:  # noqa: ANN401
    made = TypeAdapter(of).json_schema(ref_template=f"{_REF}{{model}}", schema_generator=generator, mode=mode)
    definitions = {name: _titled(definition) for name, definition in made.pop("$defs", {}).items()}
    inlined: JsonSchema = _inlined(_titled(made), definitions)
    return inlined


def _inlined(schema: Any, definitions: dict[str, JsonSchema]) -> Any:  # noqa: ANN401 - schemas hold values of every type
    """Return a schema in draft 07, with every definition inlined: a description beside a reference is ignored there."""
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {**definitions[schema["$ref"].removeprefix(_REF)], **schema} if "$ref" in schema else schema
    made = {key: _inlined(value, definitions) for key, value in whole.items() if key != "$ref"}
    match made:
        case {"anyOf": [each, {"type": "null"}], **rest}:
            return _or_null(each) | rest
        case {"prefixItems": items, **rest}:
            return {"items": items, **rest}
    return made


def _or_null(schema: JsonSchema) -> JsonSchema:
    """Return a schema that also accepts null, in the same layer: editors show only the first one."""
    match schema:
        case {"enum": list(several)}:
            return {**schema, "type": [schema["type"], "null"], "enum": [*several, None]}
        case {"type": str(one)}:
            return {**schema, "type": [one, "null"]}
        case {"type": list(several)}:
            return {**schema, "type": [*several, "null"]}
        case {"if": {"type": [*refused, "null"]}}:
            return {**schema, "if": {"type": refused}}
        case {"oneOf": list(several)}:
            return {**schema, "oneOf": [*several, {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _documented(schema: JsonSchema, cls: type) -> JsonSchema:
    """Return the schema of an object with its keys' docstrings and examples."""
    below = _docs_below(cls)
    keys = {key: value for key, value in schema["properties"].items() if value != _UNKNOWN}
    for key, value in keys.items():
        if key in below:
            value["description"] = below[key]
        if "examples" in value:
            value["examples"] = list(map(parse_yaml12, value["examples"]))
    return {**schema, "properties": keys}


def _titled(schema: JsonSchema) -> JsonSchema:
    """Return a schema titled by the first sentence of its docstring."""
    if "description" not in schema:
        return {key: value for key, value in schema.items() if key != "title"}
    paragraphs = [" ".join(paragraph.split()) for paragraph in schema["description"].split("\n\n")]
    title = paragraphs[0].partition(". ")[0].removesuffix(".")
    return {**schema, "title": title, "description": "\n\n".join(paragraphs)}


@cache
def _docs_below(cls: type) -> Mapping[str, str]:
    """Return the docstrings below the attributes of a class and its bases, from the source: Python drops them."""
    package = cls.__module__.partition(".")[0]
    ours = [base for base in reversed(cls.__mro__) if base.__module__.partition(".")[0] == package]
    return {name: text for base in ours for name, text in _docs_in(base)}


def _docs_in(cls: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(dedent(getsource(cls))).body
    for attribute, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        match attribute, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())
