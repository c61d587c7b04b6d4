"""What is set for a check, by whom: the command line, the environment, a configuration file, a policy."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.model import Model, Text, Written
from ksbcheck.domain.policy import Settings
from ksbcheck.domain.portfolio import ExceptionEntry


class RuleSeverity(Model):
    """The severity that a rule's findings are to have."""

    rule: Text
    severity: Severity


def _as_severities(value: object) -> object:
    """Take severities as a rule with a word each, and keep them as a tuple, which can't be changed."""
    if isinstance(value, list):
        raise PydanticCustomError("dict_type", "not keys with values")
    if not isinstance(value, dict):
        return value
    return tuple({"rule": rule, "severity": severity} for rule, severity in value.items())


class Configuration(Settings):
    """The keys of `ksbcheck.toml` and of `[tool.ksbcheck]`. None, or nothing, where nothing is said.

    `select` and `ignore` take codes of rules (KSB306) and their beginnings (KSB3). `paths` and `standards` are from the
    folder of the file.
    """

    policy: Annotated[Text | None, Written] = Field(default=None, examples=["policies/our-college.yaml"])
    """The policy to judge by: a name, or the path of its file."""
    select: Annotated[tuple[Text, ...] | None, Written] = Field(default=None, examples=["[KSB1, KSB2]"])
    """The rules to judge by, by their codes or the beginnings of these. Left out, all of them."""
    ignore: tuple[Text, ...] = Field(default=(), examples=["[KSB316]"])
    """Rules to leave out, by their codes or the beginnings of these."""
    severity: Annotated[
        tuple[RuleSeverity, ...],
        BeforeValidator(_as_severities),
        WithJsonSchema({"type": "object", "additionalProperties": {"enum": [str(each) for each in Severity]}}),
    ] = Field(default=(), examples=["{KSB306: error}"])
    """Other severities for rules."""
    paths: tuple[Text, ...] = Field(default=(), examples=["[cohort/*]"])
    """The portfolios to check where none is named: patterns of folders and manifests."""
    standards: Annotated[Text | None, Written] = Field(default=None, examples=["standards"])
    """The folder of standards of your own."""
    format: Annotated[Text | None, Written] = Field(default=None, examples=["table"])
    """How to show reports."""
    exceptions: tuple[ExceptionEntry, ...] = Field(
        default=(), examples=["[{rule: KSB306, reason: carried over, by: T. Tutor, until: 2026-03-31}]"]
    )
    """What is accepted for the time being, in all portfolios below."""


class Layer(NamedTuple):
    """What one source sets; `source` is how to name it."""

    source: str
    values: Settings

    def set(self) -> Iterator[tuple[str, Any]]:
        """Yield the keys that are set here, with their values."""
        for key, value in self.values:
            if key in self.values.model_fields_set and value is not None:
                yield key, value


class Held(NamedTuple):
    """A value that holds, and who has set it."""

    value: Any
    source: str


def holding(layers: Iterable[Layer]) -> Mapping[str, Held]:
    """Return what holds of each key that is set at all: what the first of the layers says that sets it."""
    held: dict[str, Held] = {}
    for layer in layers:
        for key, value in layer.set():
            held.setdefault(key, Held(value, layer.source))
    return held


class Asked(NamedTuple):
    """What is asked for besides the files: layers above them, and whether configuration files count at all."""

    layers: tuple[Layer, ...] = ()
    isolated: bool = False


class RuleChoice(NamedTuple):
    """Which rules count, and the severities that they are given. `chosen_by` is who left rules out."""

    left_out: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = {}
    chosen_by: str = ""

    def of(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings of the rules that count, with their severities."""
        for finding in findings:
            if finding.rule not in self.left_out:
                yield finding.of_severity(self.severities.get(finding.rule, finding.severity))


class Setting(NamedTuple):
    """A key, the value that holds in plain words or numbers, and who has set it; None where it is the default."""

    key: str
    value: Any
    source: str | None
