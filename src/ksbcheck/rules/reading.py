"""KSB9xx: input that could not be read. A reader calls the rule with what it met; nothing is judged then."""

from collections.abc import Iterable

from ksbcheck.domain.finding import Location
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.names import nearest
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.rule import Stage, did_you_mean, rule

_MANY = 20


@rule("KSB901", Severity.ERROR, Stage.INPUT)
def cannot_open() -> None:
    """A path could not be opened.

    Why it matters: nothing was checked, and nothing checked is never a success.

    How to fix: correct the path, or the permissions. Only folders and ordinary files are opened: no pipes, no devices.
    """


@rule("KSB902", Severity.ERROR, Stage.INPUT)
def no_single_manifest() -> None:
    """A folder has no manifest, or more than one.

    Why it matters: without a manifest nothing is claimed, and with two nobody can tell which one holds.

    How to fix: keep exactly one of portfolio.yaml, portfolio.yml and portfolio.json at the root of the portfolio
    folder, or name the file itself.
    """


@rule("KSB903", Severity.ERROR, Stage.INPUT)
def not_text() -> None:
    """A file is not text that can be read: empty, too large, or not UTF-8.

    Why it matters: guessing at letters could turn one name or code into another.

    How to fix: save the file as UTF-8 text of at most 1 MiB.
    """


@rule("KSB904", Severity.ERROR, Stage.INPUT)
def not_yaml_or_json(
    language: str, problem: str, remedy: str = "Look here and at the line before: quotes, brackets, colons, indents."
) -> tuple[str, str]:
    """A file is not valid YAML or JSON.

    Why it matters: a file that breaks off or is wrongly indented may mean something else than it seems to.

    How to fix: look at the place named, and at the line before it: a missing quote, bracket, colon or indent.
    """
    return f"this is not valid {language}: {problem}", remedy


@rule("KSB905", Severity.ERROR, Stage.INPUT)
def refused_yaml() -> None:
    """A file uses a part of YAML that ksbcheck refuses, or nests too deep.

    Why it matters: of two equal keys one would silently win; anchors, aliases, merge keys and tags make a file mean
    what nobody can see, and small ones can unfold into gigabytes.

    How to fix: write each value out in full, where it is used.
    """


@rule("KSB906", Severity.ERROR, Stage.INPUT)
def wrong_value(problem: str, remedy: str, _: Location = ()) -> tuple[str, str]:
    """A value is missing, or not what its key needs.

    Why it matters: what can't be understood can't be judged, and leaving it out could hide a gap.

    How to fix: write the value as the message says.
    """
    return problem, remedy


@rule("KSB907", Severity.ERROR, Stage.INPUT)
def unknown_standard(reference: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest names a standard that is not in the library.

    Why it matters: there is no default to fall back to; checking against another standard would mean nothing.

    How to fix: use a reference that `ksbcheck standard list` lists, or the path of a standard's file, relative to the
    manifest.
    """
    known = tuple(known)
    if not reference:
        return "no standard is named, and several are known", f"Name one of {_some(known)}."
    others = "Others are imported (`ksbcheck standard import`), or named by the path of their file."
    otherwise = f"Known: {_some(known)}. {others}"
    remedy = did_you_mean(nearest(reference, known), otherwise)
    return f"the standard {reference!r} is not known", remedy


def _some(known: tuple[str, ...]) -> str:
    """Return the known names, or the first of very many."""
    return listed(known) if len(known) <= _MANY else f"{first_few(known)} (`ksbcheck standard list` shows them)"


@rule("KSB908", Severity.ERROR, Stage.INPUT)
def unknown_version(reference: str, version: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest names a version of the standard that is not in the library.

    Why it matters: statements and codes change from version to version.

    How to fix: use the version that the learner is on, as `ksbcheck standard list` writes it. Another one is imported
    first.
    """
    message = f"version {version!r} of {reference} is not known"
    return message, f"Known: {listed(known)}. Others are imported (`ksbcheck standard import`)."


@rule("KSB909", Severity.ERROR, Stage.INPUT)
def unknown_option(reference: str, option: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest, or `--option`, names an option that the standard doesn't have, or asks one of a framework.

    Why it matters: the option decides which KSBs are required.

    How to fix: use the option's id as `ksbcheck standard show` writes it. A framework has no options.
    """
    known = tuple(known)
    its_options = f"Its options are {listed(known)}." if known else "It has no options at all."
    remedy = did_you_mean(nearest(option, known), its_options)
    return f"{reference} has no option {option!r}", remedy


@rule("KSB910", Severity.ERROR, Stage.INPUT)
def unknown_framework(framework_id: str, known: Iterable[str]) -> tuple[str, str]:
    """A framework is named that is not in the library.

    Why it matters: levels and job titles differ from framework to framework.

    How to fix: use the id of a framework that ksbcheck knows.
    """
    known = tuple(known)
    remedy = did_you_mean(nearest(framework_id, known), f"Known: {listed(known)}.")
    return f"the framework {framework_id!r} is not known", remedy


@rule("KSB911", Severity.ERROR, Stage.INPUT)
def unusable_standard() -> None:
    """The manifest names a standard's file that can't be used.

    Why it matters: there is no default to fall back to; checking against another standard would mean nothing.

    How to fix: correct the path, which starts from the manifest's folder, or put right what is wrong with the file.
    """


@rule("KSB912", Severity.ERROR, Stage.INPUT)
def false_name() -> None:
    """The manifest names a standard's file that bears the name of a different standard in the library.

    Why it matters: a report would speak of a well-known standard, and the portfolio was checked against something else.

    How to fix: name the standard by its reference, or give the file's standard a reference or version of its own.
    """


@rule("KSB913", Severity.ERROR, Stage.INPUT)
def unknown_rule(code: str, known: Iterable[str]) -> tuple[str, str]:
    """A configuration or an exception names a rule that doesn't exist.

    Why it matters: somebody believes a rule to be left out, or excused, and it isn't.

    How to fix: write the code as `ksbcheck rules` lists it.
    """
    return f"there is no rule {code!r}", did_you_mean(nearest(code, known), "See `ksbcheck rules`.")


@rule("KSB914", Severity.ERROR, Stage.INPUT)
def rule_not_optional(code: str, what: str) -> tuple[str, str]:
    """A rule that always counts as it is was to be left out, excused, or given another severity.

    Why it matters: without the rules about gaps and about input that could not be read, everything would seem covered.

    How to fix: accept a single gap openly, with an entry under `exceptions`, or ask for less with `fail_under`. What
    is said of input and of exceptions themselves has to be mended.
    """
    return f"{code} can't be {what}", "A gap can be accepted by its `ksb`, under `exceptions`."


@rule("KSB915", Severity.ERROR, Stage.INPUT)
def policy_of_another_standard() -> None:
    """A policy is for another standard, or another version of it, than the one that the portfolio is judged by.

    Why it matters: what it asks for, KSB by KSB, means something else there.

    How to fix: use a policy for the learner's standard and version.
    """


@rule("KSB916", Severity.ERROR, Stage.INPUT)
def baseline_of_another_standard() -> None:
    """A baseline was recorded for another standard, version or option.

    Why it matters: its codes mean other statements, and would excuse gaps that nobody has accepted.

    How to fix: look at the gaps, and record them anew with `ksbcheck baseline --replace`.
    """


@rule("KSB917", Severity.ERROR, Stage.INPUT)
def not_a_standard() -> None:
    """A file that should hold a standard holds none, or not in a form that is read there.

    Why it matters: nothing was imported, or there is nothing to check against. A page that asks to log in, or data of
    another kind, may look like success.

    How to fix: open the file to see that it shows the standard's duties and statements, else download it again. Import
    official data with `ksbcheck standard import` before a manifest names the standard.
    """


@rule("KSB918", Severity.ERROR, Stage.INPUT)
def named_otherwise() -> None:
    """A file of the library holds another standard than its name says.

    Why it matters: a file that is called ST1414-1.0.yaml answers for that version of that standard, and is read only
    then.

    How to fix: rename the file after what it holds.
    """


@rule("KSB919", Severity.ERROR, Stage.INPUT)
def several_versions(reference: str, names: Iterable[str]) -> tuple[str, str]:
    """A standard is named without its version, and several are known.

    Why it matters: statements and codes change from version to version; none of them is a default.

    How to fix: add the version behind an @, as in ST1414@1.0.
    """
    return f"several versions of {reference} are known", f"Name one of {_some(tuple(names))}."


@rule("KSB920", Severity.ERROR, Stage.INPUT)
def fault_of_ksbcheck(error: Exception) -> tuple[str, str]:
    """A portfolio could not be checked, through a fault of ksbcheck.

    Why it matters: nothing was checked of this portfolio, and nothing checked is never a success. The others were.

    How to fix: report the fault, with what `KSBCHECK_DEBUG=1` shows when that portfolio alone is checked.
    """
    problem = " ".join(f"{type(error).__name__}: {error}".split())
    remedy = "Nothing was checked of this portfolio. Please report it, with what KSBCHECK_DEBUG=1 shows."
    return f"this is a fault of ksbcheck, not yours: {problem}", remedy
