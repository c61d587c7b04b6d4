"""Settings and policies: what counts, what fails, and what else a portfolio is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import FailOn, Rung, Severity
from ksbcheck.domain.model import Codes, Length, Model, Name, Number, Several, Text, TrueOrFalse, Written
from ksbcheck.domain.names import KINDS
from ksbcheck.domain.people import is_name, name_words
from ksbcheck.domain.portfolio import EvidenceType, ExceptionEntry
from ksbcheck.domain.threshold import WHOLE, CountingRung, Threshold, Thresholds, keys_with


class RuleSeverity(Model):
    """The severity that a rule's findings are to have."""

    rule: Text
    severity: Severity


_RuleSeverities = Annotated[
    tuple[RuleSeverity, ...],
    BeforeValidator(keys_with("rule", "severity")),
    WithJsonSchema({"type": "object", "additionalProperties": {"enum": [str(each) for each in Severity]}}),
]


class Method(Model):
    """An assessment method and the KSBs that it assesses; whether it draws on the portfolio must be said."""

    title: Text = Field(examples=["Professional discussion underpinned by a portfolio"])
    """What the method is called."""
    in_portfolio: TrueOrFalse = Field(examples=["true"])
    """Whether it draws on the portfolio. KSBs of methods that do not need no evidence there."""
    ksbs: Codes = Field(examples=["[K1, S7, B]"], min_length=1)
    """The KSBs that it assesses: codes, or K, S and B for all of a kind."""


class Sample(Model):
    """KSBs that are sampled: any `at_least` of them must be evidenced."""

    ksbs: Codes = Field(examples=["[K1, K2, K3]"], min_length=1)
    """The KSBs that may be sampled: codes, or K, S and B for all of a kind."""
    at_least: Number = Field(examples=["2"])
    """How many of them must be evidenced, whichever."""

    @model_validator(mode="after")
    def _possible(self) -> "Sample":
        codes = set(self.ksbs)
        if not codes & KINDS.keys() and self.at_least > len(codes):
            raise PydanticCustomError("impossible", "it asks for more KSBs than it names")
        return self


class Confirmation(Model):
    """KSBs that need at least one counting piece of one of these types, such as an employer's confirmation."""

    ksbs: Codes = Field(examples=["[B]"], min_length=1)
    """The KSBs that have to be confirmed: codes, or K, S and B for all of a kind."""
    types: Several[EvidenceType] = Field(examples=["[witness_testimony, feedback]"], min_length=1)
    """One counting piece at least must be of one of these types."""


class Pieces(Model):
    """How many pieces of evidence a portfolio holds in all."""

    at_least: Annotated[Number | None, Written] = Field(default=None, examples=["6"])
    """The fewest pieces of evidence."""
    at_most: Annotated[Number | None, Written] = Field(default=None, examples=["20"])
    """The most pieces of evidence."""

    @model_validator(mode="after")
    def _possible(self) -> "Pieces":
        if self.at_least and self.at_most and self.at_least > self.at_most:
            raise PydanticCustomError("impossible", "`at_least` is more than `at_most`")
        return self


class Demands(Model):
    """What a policy asks for besides coverage. Every list of `ksbs` takes codes, and a kind (K, S, B) for all of it.

    `folders` and `file_names` are patterns with `*`, `?` and the words `{piece}`, `{learner_id}` and `{type}`.
    """

    pieces: Annotated[Pieces | None, Written] = Field(default=None, examples=["{at_least: 6, at_most: 20}"])
    """How many pieces of evidence a portfolio holds in all."""
    refused_types: Several[EvidenceType] = Field(default=(), examples=["[reflective_account]"])
    """Types of evidence that are refused."""
    longest_recording: Annotated[Length | None, Written] = Field(default=None, examples=['"01:00:00"'])
    """How long a recording may be: hours, minutes and seconds."""
    locator_required: TrueOrFalse = Field(default=False, examples=["true"])
    """Whether every claim must say where in the evidence."""
    folders: tuple[Text, ...] = Field(default=(), examples=["[evidence]"])
    """Where files stand: patterns of their folders, with `*`, `?`, `{piece}`, `{learner_id}` and `{type}`."""
    file_names: tuple[Text, ...] = Field(default=(), examples=['["{piece}-*"]'])
    """How files are named: patterns with `*`, `?`, `{piece}`, `{learner_id}` and `{type}`."""
    methods: tuple[Method, ...] = Field(default=(), examples=["[{title: Project, in_portfolio: false, ksbs: [K1]}]"])
    """Which KSBs are assessed by which method."""
    sampled: tuple[Sample, ...] = Field(default=(), examples=["[{ksbs: [K1, K2, K3], at_least: 2}]"])
    """Groups of KSBs where only some must be evidenced."""
    confirmed: tuple[Confirmation, ...] = Field(default=(), examples=["[{ksbs: [B], types: [witness_testimony]}]"])
    """KSBs that have to be confirmed by evidence of certain types."""

    def codes(self) -> Iterator[str]:
        for lists in (self.methods, self.sampled, self.confirmed):
            for each in lists:
                yield from each.ksbs


class Setting(NamedTuple):
    """How a setting may be given outside of files: as an option, if it has one, and as a variable."""

    option: str | None = None
    metavar: str | None = None
    variable: bool = True


class Settings(Model):
    """The settings that a configuration and a policy may have. Each declares its type, default, help and options.

    What is set is in `model_fields_set`; the others have their defaults.
    """

    rung: Annotated[CountingRung, Setting("--rung")] = Field(
        default=Rung.CLAIMED,
        examples=["assessed"],
        description="The lowest rung that counts: claimed by the learner, assessed (signed off by the assessor), or "
        "verified (by quality assurance).",
    )
    min_pieces: Annotated[Number, Setting("--min-pieces", "N")] = Field(
        default=1, examples=["2"], description="How many different pieces of evidence each KSB needs."
    )
    duty_context: Annotated[TrueOrFalse, Setting("--duty-context/--no-duty-context")] = Field(
        default=False,
        examples=["true"],
        description="Count a KSB for a duty only through evidence that names that duty.",
    )
    fail_on: Annotated[FailOn, Setting("--fail-on")] = Field(
        default=FailOn.ERROR,
        examples=["warning"],
        description="The lowest severity that fails the check; mistakes: errors, but no missing KSB.",
    )
    fail_under: Annotated[Thresholds, Setting("--fail-under", "RUNG=PERCENT")] = Field(
        default=(),
        examples=["{claimed: 90, verified: 50}"],
        description="How much of the required KSBs must be met at a rung, in place of all.",
    )
    max_file_mib: Annotated[Number, Setting("--max-file-size", "MIB")] = Field(
        default=250, examples=["250"], description="The size of the largest file that a folder may hold, in MiB."
    )
    max_files: Annotated[Number, Setting("--max-files", "N")] = Field(
        default=500, examples=["500"], description="How many files a folder may hold."
    )
    quiet_weeks: Number = Field(
        default=8,
        exclude=True,  # not of one report, so not in its JSON
        examples=["8"],
        description="The weeks without new evidence after which a learner with KSBs missing needs help.",
    )


_LEARNERS = frozenset({"apprentice", "candidate", "learner", "student", "trainee"})


def _only_people(name: str) -> str:
    if not is_name(name):
        raise PydanticCustomError("not_a_name", "{name} is not a person's name", {"name": repr(name)[:40]})
    return name


def _only_signing(role: str) -> str:
    """Refuse learners: under a listed name they would sign off their own claims."""
    if not _LEARNERS.isdisjoint(role.casefold().split()):
        raise PydanticCustomError("a_learner", "{role} does not sign for learners", {"role": repr(role)[:40]})
    return role


class Person(Model):
    """A person who signs for learners. Two listed people, or a listed one and the learner, are two people."""

    name: Annotated[Name, AfterValidator(_only_people)] = Field(examples=["P. Sample"])
    """The name, as sign-offs write it."""
    role: Annotated[Text, AfterValidator(_only_signing)] = Field(examples=["assessor"])
    """What the person is: assessor, tutor, employer, for instance."""
    reference: Annotated[Text | None, Written] = Field(default=None, examples=["A-104"])
    """What tells the person from another one of the same name. A sign-off may write it behind the name."""

    @property
    def names(self) -> Iterator[tuple[str, ...]]:
        """Yield the words of the name, and with the reference."""
        yield name_words(self.name)
        if self.reference:
            yield name_words(f"{self.name} {self.reference}")


class Configuration(Settings):
    """The keys of `ksbcheck.toml` and of `[tool.ksbcheck]`.

    `select` and `ignore` take codes of rules (KSB306) and their beginnings (KSB3). `paths` and `standards` are from the
    folder of the file.
    """

    policy: Annotated[Text | None, Written, Setting("--policy", "NAME")] = Field(
        default=None, examples=["policies/our-college.yaml"], description="The policy to judge by: a name or a file."
    )
    select: Annotated[tuple[Text, ...] | None, Written] = Field(
        default=None,
        examples=["[KSB1, KSB2]"],
        description="The rules to judge by, by their codes or the beginnings of these. Left out, all of them.",
    )
    ignore: tuple[Text, ...] = Field(
        default=(),
        examples=["[KSB316]"],
        description="Rules to leave out, by their codes or the beginnings of these.",
    )
    severity: Annotated[_RuleSeverities, Setting(variable=False)] = Field(
        default=(), examples=["{KSB306: error}"], description="Other severities for rules."
    )
    paths: Annotated[tuple[Text, ...], Setting(variable=False)] = Field(
        default=(),
        examples=["[cohort/*]"],
        description="The portfolios to check where none is named: patterns of folders and manifests.",
    )
    standards: Annotated[Text | None, Written] = Field(
        default=None, examples=["standards"], description="The folder of standards of your own."
    )
    format: Annotated[Text | None, Written] = Field(
        default=None, examples=["table"], description="How to show reports."
    )
    exceptions: Annotated[tuple[ExceptionEntry, ...], Setting(variable=False)] = Field(
        default=(),
        examples=["[{ksb: K12, reason: in March, by: T. Tutor, until: 2026-03-31}]"],
        description="Accepted gaps and findings, in the portfolios below.",
    )
    people: Annotated[tuple[Person, ...], Setting(variable=False)] = Field(
        default=(),
        examples=["[{name: P. Sample, role: assessor, reference: A-104}]"],
        description="People who sign for learners, so that two of one surname and initial are two people.",
    )


def declared(key: str) -> Setting:
    """Return where a setting may be set."""
    metadata = Configuration.model_fields[key].metadata
    return next((each for each in metadata if isinstance(each, Setting)), Setting())


class PolicyFile(Demands, Settings):
    """A policy file for one standard or for any: settings, and demands on the portfolio."""

    format: Literal["ksbcheck-policy/1"] = Field(examples=["ksbcheck-policy/1"])
    """What this file is, and in which form."""
    name: Text = Field(examples=["our-college"])
    """The name by which reports call the policy."""
    title: Text | None = Field(default=None, examples=["What our college asks of a portfolio"])
    """What the policy is, in words."""
    source: Text | None = Field(default=None, examples=["Assessment plan, version 1.2, section 4"])
    """Where its rules stand, so that a reader can look them up."""
    standard: Annotated[Text | None, Written] = Field(default=None, examples=["ST1414"])
    """The standard that it is for. Left out, it is for any."""
    version: Annotated[Text | None, Written] = Field(default=None, examples=['"1.0"'])
    """The version of the standard that it is for. Left out, it is for any."""

    @model_validator(mode="after")
    def _a_version_is_of_a_standard(self) -> "PolicyFile":
        if self.version is not None and self.standard is None:
            raise PydanticCustomError("version_alone", "a `version` needs a `standard`")
        return self


class Policy(Settings):
    """The settings that a portfolio is judged by, with what the policy named `name`, in `file`, asks for besides.

    `more_files` has the portfolio's own policy, where it adds to the provider's.
    A threshold at the policy's own rung replaces "all required KSBs"; one at another rung is asked for besides.
    """

    name: str | None = None
    file: str | None = None
    more_files: tuple[str, ...] = ()
    demands: Demands = Demands.model_construct()

    @property
    def threshold(self) -> Threshold | None:
        """The threshold that replaces "all required KSBs"; None if all of them are asked for."""
        return next((each for each in self.fail_under if each.rung is self.rung), None)

    def restricted_to_method(self) -> "Policy":
        """Return what of it can be asked where only some of the required KSBs are looked at: no share of them all."""
        return self.model_copy(
            update={"fail_under": (), "demands": self.demands.model_copy(update={"sampled": ()}), "duty_context": False}
        )


_Value = Any
"""The value of a setting, of whatever type."""


class Around(NamedTuple):
    """The rung and the thresholds that a portfolio's own settings are compared with, and the severities of rules."""

    rung: Rung
    fail_under: tuple[Threshold, ...]
    severities: Mapping[str, Severity]


class Raised(NamedTuple):
    """The stricter of two values, or both together, and the locations in the first one that ask for less."""

    value: _Value
    less: tuple[Location, ...] = ()


_Raise = Callable[[_Value, _Value, Around], Raised]


def _kept(own: _Value, other: _Value, *, enough: bool) -> Raised:
    return Raised(own) if enough else Raised(other, ((),))


def _if(is_enough: Callable[[_Value, _Value], bool]) -> _Raise:
    """Return a way to raise a value: by the portfolio's own, if that is enough, and else not."""
    return lambda own, other, _: _kept(own, other, enough=is_enough(own, other))


_highest = _if(lambda own, other: other is None or own >= other)
_lowest = _if(lambda own, other: other is None or own <= other)
_selected = _if(lambda own, other: other is not None and all(code.startswith(own) for code in other))
_patterns = _if(lambda own, other: not other or (bool(own) and set(own) <= set(other)))
_anything = _if(lambda _own, _other: True)
_nothing = _if(lambda _own, _other: False)


def _rung(own: Rung, other: Rung, around: Around) -> Raised:
    """Raise the rung, unless a threshold there, asked for besides, would then replace "all required KSBs"."""
    at = {threshold.rung for threshold in around.fail_under}
    return _kept(own, other, enough=own >= other and (own not in at or other in at))


def _thresholds(own: tuple[Threshold, ...], other: tuple[Threshold, ...], around: Around) -> Raised:
    """Raise thresholds by rung. Without one, all KSBs are asked for at the policy's rung, and none at the others."""
    least = {around.rung: Decimal(WHOLE)} | {each.rung: each.percent for each in other}
    return _by_key(own, other, "rung", lambda each: each.percent >= least.get(each.rung, 0))


def _severities(own: tuple[RuleSeverity, ...], other: tuple[RuleSeverity, ...], around: Around) -> Raised:
    least = {**around.severities} | {each.rule: each.severity for each in other}
    return _by_key(own, other, "rule", lambda each: each.severity >= least[each.rule])


def _by_key(own: tuple[_Value, ...], other: tuple[_Value, ...], key: str, more: Callable[[_Value], bool]) -> Raised:
    """Replace the values of some keys by the portfolio's own that ask for more."""
    raised = {getattr(each, key): each for each in (*other, *filter(more, own))}
    return Raised(tuple(raised.values()), tuple((str(getattr(each, key)),) for each in own if not more(each)))


def _ignored(own: tuple[str, ...], other: tuple[str, ...], _: Around) -> Raised:
    less = tuple((index,) for index, code in enumerate(own) if not code.startswith(other))
    return Raised(other if less else own, less)


def _pieces(own: Pieces, other: Pieces | None, around: Around) -> Raised:
    values: dict[str, Any] = {}
    less: list[Location] = []
    for key, raise_ in (("at_least", _highest), ("at_most", _lowest)):
        ours, theirs = getattr(own, key), getattr(other, key, None)
        raised = Raised(theirs) if ours is None else raise_(ours, theirs, around)
        values[key] = raised.value
        less += [(key,)] * len(raised.less)
    return Raised(Pieces.model_construct(**values), tuple(less))


def _both(own: tuple[Any, ...], other: tuple[Any, ...], _: Around) -> Raised:
    return _some(own, other, lambda _each: True)


def _methods(own: tuple[Method, ...], other: tuple[Method, ...], _: Around) -> Raised:
    """Add methods that draw on the portfolio; the KSBs of another one would need no evidence."""
    return _some(own, other, lambda method: method.in_portfolio)


def _samples(own: tuple[Sample, ...], other: tuple[Sample, ...], _: Around) -> Raised:
    """Add samples of more KSBs among the same ones; the others of a sample need no evidence."""
    least = {frozenset(each.ksbs): each.at_least for each in other}
    return _some(own, other, lambda sample: 0 < least.get(frozenset(sample.ksbs), 0) <= sample.at_least)


def _some(own: tuple[Any, ...], other: tuple[Any, ...], more: Callable[[Any], bool]) -> Raised:
    added = (each for each in own if more(each) and each not in other)
    return Raised((*other, *added), tuple((index,) for index, each in enumerate(own) if not more(each)))


_RAISED: Mapping[str, _Raise] = {
    "rung": _rung,
    "min_pieces": _highest,
    "duty_context": _highest,
    "fail_on": _lowest,
    "fail_under": _thresholds,
    "max_file_mib": _lowest,
    "max_files": _lowest,
    "quiet_weeks": _lowest,
    "select": _selected,
    "ignore": _ignored,
    "severity": _severities,
    "policy": lambda own, other, _: Raised(other or own),
    "paths": _anything,
    "standards": _anything,
    "format": _anything,
    "pieces": _pieces,
    "refused_types": _both,
    "longest_recording": _lowest,
    "locator_required": _highest,
    "folders": _patterns,
    "file_names": _patterns,
    "methods": _methods,
    "sampled": _samples,
    "confirmed": _both,
    "exceptions": lambda _own, other, _: Raised(other),
    "people": _nothing,
}
"""How each setting and demand of the portfolio's own raises what is asked for without it."""


def raise_own(key: str, own: _Value, other: _Value, around: Around) -> Raised:
    """Raise what is asked for by a setting of the portfolio's own, which never lowers anything."""
    return _RAISED[key](own, other, around)


def chosen_of(codes: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that a list of codes and kinds (K, S, B) chooses, in their own order."""
    wanted = frozenset(wanted)
    return tuple(code for code in codes if code in wanted or code.rstrip("0123456789") in wanted & KINDS.keys())
