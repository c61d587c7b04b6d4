"""Rules about contradictions in a standard (KSB501-510). All are errors: coverage would mean nothing."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit, Location
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.model import held_model
from ksbcheck.domain.names import nearest, nearest_code
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Standard
from ksbcheck.domain.text import listed
from ksbcheck.rules.rule import Stage, did_you_mean, repeats, rule


@rule("KSB501", Severity.ERROR, Stage.STANDARD)
def mapped_code_unknown(standard: Standard) -> Iterator[Hit]:
    """A duty is mapped to a KSB that the standard doesn't have.

    Why it matters: the duty could never be met, and the KSB that was meant is not required where it should be.

    How to fix: correct the code in the duty's `ksbs:`, or add the statement.
    """
    for index, duty in enumerate(standard.duties):
        for at, code in enumerate(duty.ksbs):
            if code not in standard.by_code:
                remedy = did_you_mean(nearest_code(code, standard.by_code), "Add the statement to `ksbs:`.")
                yield Hit(
                    f"duty {duty.number} is mapped to {code!r}, which has no statement",
                    remedy,
                    ("duties", index, "ksbs", at),
                )


@rule("KSB502", Severity.ERROR, Stage.STANDARD)
def duty_number_twice(standard: Standard) -> Iterator[Hit]:
    """Two duties have the same number.

    Why it matters: evidence that names the number could mean either duty.

    How to fix: number each duty as the source does.
    """
    for index in repeats(duty.number for duty in standard.duties):
        message = f"duty number {standard.duties[index].number} is used twice"
        yield Hit(message, "Number each duty as the source does.", ("duties", index, "number"))


@rule("KSB503", Severity.ERROR, Stage.STANDARD)
def option_undefined(standard: Standard) -> Iterator[Hit]:
    """A duty or KSB belongs to an option that is not defined.

    Why it matters: the item would be required of no learner at all.

    How to fix: correct the id, or define the option under `options:`.
    """
    held: list[tuple[str, Duty | Ksb, Location]] = []
    held += [(f"duty {duty.number}", duty, ("duties", index)) for index, duty in enumerate(standard.duties)]
    held += [(ksb.code, ksb, ("ksbs", index)) for index, ksb in enumerate(standard.ksbs)]
    for name, item, location in held:
        for at, option_id in enumerate(item.options or ()):
            if option_id not in standard.option_ids:
                remedy = did_you_mean(nearest(option_id, standard.option_ids), "Define it under `options:`.")
                yield Hit(
                    f"{name} belongs to option {option_id!r}, which is not defined", remedy, (*location, "options", at)
                )


@rule("KSB504", Severity.ERROR, Stage.STANDARD)
def mapped_across_options(standard: Standard) -> Iterator[Hit]:
    """A duty of one option is mapped to a KSB of another.

    Why it matters: learners of the duty's option would be asked for a KSB that their option doesn't require.

    How to fix: correct the options of the duty or of the KSB, or the mapping.
    """
    for index, duty in enumerate(standard.duties):
        for at, code in enumerate(duty.ksbs):
            ksb = standard.by_code.get(code)
            if ksb and ksb.options and duty.options and not set(ksb.options) & set(duty.options):
                mapped = f"duty {duty.number} of {listed(duty.options)} is mapped to {code}"
                message = f"{mapped}, which belongs to {listed(ksb.options)}"
                yield Hit(message, "Correct the options of one of them, or the mapping.", ("duties", index, "ksbs", at))


@rule("KSB505", Severity.ERROR, Stage.STANDARD)
def code_twice(standard: Standard) -> Iterator[Hit]:
    """Two statements have the same code.

    Why it matters: a claim on the code could mean either statement.

    How to fix: give each statement the code that the source prints.
    """
    for index in repeats(ksb.code for ksb in standard.ksbs):
        message = f"the code {standard.ksbs[index].code} is used twice"
        yield Hit(message, "Give each statement the code that the source prints.", ("ksbs", index, "code"))


@rule("KSB506", Severity.ERROR, Stage.STANDARD)
def mapping_contradicts_codes(standard: Standard) -> Iterator[Hit]:
    """A duty's `mapping` contradicts its list of KSBs.

    Why it matters: a duty mapped to nothing must never look met. So a duty without codes has `mapping: none`, and a
    duty with codes has not.

    How to fix: correct `mapping:` or `ksbs:`.
    """
    for index, duty in enumerate(standard.duties):
        if bool(duty.ksbs) == (duty.mapping is DutyMapping.NONE):
            codes = f"{len(duty.ksbs)} codes" if duty.ksbs else "no code"
            message = f"duty {duty.number} says mapping: {duty.mapping.value}, but has {codes}"
            yield Hit(message, "Correct `mapping:` or `ksbs:`.", ("duties", index, "mapping"))


@rule("KSB507", Severity.ERROR, Stage.STANDARD)
def option_twice(standard: Standard) -> Iterator[Hit]:
    """Two options have the same id.

    Why it matters: a manifest names its option by its id.

    How to fix: give each option a different id.
    """
    for index in repeats(standard.option_ids):
        message = f"the option id {standard.options[index].id!r} is used twice"
        yield Hit(message, "Give each option a different id.", ("options", index, "id"))


@rule("KSB508", Severity.ERROR, Stage.STANDARD)
def nothing_required(standard: Standard) -> Iterator[Hit]:
    """The standard has no options, or requires no KSB of one of them.

    Why it matters: a portfolio would be checked against nothing and look complete.

    How to fix: list the options under `options:`, and all statements under `ksbs:`. A standard without specialisms has
    one option, say `core`.
    """
    if not standard.options:
        yield Hit("the standard has no option", "List at least one, say {id: core, title: Core}.", ("options",))
    for index, option in enumerate(standard.options):
        if not standard.requirements[option.id].ksbs:
            yield Hit(
                f"nothing is required of option {option.id}", "List the statements under `ksbs:`.", ("options", index)
            )


@rule("KSB509", Severity.ERROR, Stage.STANDARD)
def basis_of_unknown_field(standard: Standard) -> Iterator[Hit]:
    """The file states the basis of an unknown field, or of a field twice.

    Why it matters: readers must know what the source prints and what was inferred.

    How to fix: name each field once, dotted, as in `duties.mapping`.
    """
    seen: set[str] = set()
    for index, basis in enumerate(standard.basis):
        for at, field in enumerate(basis.fields):
            location: Location = ("basis", index, "fields", at)
            if not _is_field(field):
                yield Hit(
                    f"{field!r} is not a field of a standard", "Name the field dotted, as in duties.mapping.", location
                )
            elif field in seen:
                yield Hit(f"the basis of {field} is stated twice", "State the basis once.", location)
            seen.add(field)


@rule("KSB510", Severity.ERROR, Stage.STANDARD)
def code_twice_in_a_duty(standard: Standard) -> Iterator[Hit]:
    """A duty is mapped to the same KSB twice.

    Why it matters: one of the two codes was probably meant to be another.

    How to fix: correct the code, or delete it.
    """
    for index, duty in enumerate(standard.duties):
        for at in repeats(duty.ksbs):
            message = f"duty {duty.number} is mapped to {duty.ksbs[at]} twice"
            yield Hit(message, "Correct the code, or delete it.", ("duties", index, "ksbs", at))


def _is_field(dotted: str) -> bool:
    """Whether a dotted name is a field of a standard, or of its parts."""
    name, dot, rest = dotted.partition(".")
    if not dot:
        return name in Standard.model_fields
    held = held_model(Standard, name)
    return held is not None and rest in held.model_fields
