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

    Why it matters: without a manifest there are no claims, and with two it is unclear which one counts.

    How to fix: keep exactly one of portfolio.yaml, portfolio.yml and portfolio.json at the root of the portfolio
    folder, or name the file itself.
    """


@rule("KSB903", Severity.ERROR, Stage.INPUT)
def not_text() -> None:
    """A file is not text that can be read: empty, too large, or not UTF-8.

    Why it matters: guessing letters could turn one name or code into another.

    How to fix: save the file as UTF-8 text of at most 1 MiB.
    """


@rule("KSB904", Severity.ERROR, Stage.INPUT)
def not_yaml_or_json(
    language: str, problem: str, remedy: str = "Check this line and the line before: quotes, brackets, colons, indents."
) -> tuple[str, str]:
    """A file is not valid YAML or JSON.

    Why it matters: a file that is cut off or wrongly indented may say something else than it seems to.

    How to fix: check the line named and the line before: a quote, bracket, colon or indent may be missing.
    """
    return f"this is not valid {language}: {problem}", remedy


@rule("KSB905", Severity.ERROR, Stage.INPUT)
def refused_yaml() -> None:
    """A file uses a part of YAML that ksbcheck refuses, or nests too deep.

    Why it matters: of two equal keys, one would silently win. Anchors, aliases, merge keys and tags hide what a file
    says, and can unfold into gigabytes.

    How to fix: write each value out in full where it is used.
    """


@rule("KSB906", Severity.ERROR, Stage.INPUT)
def wrong_value(problem: str, remedy: str, _: Location = ()) -> tuple[str, str]:
    """A value is missing or wrong.

    Why it matters: a value that can't be understood can't be checked, and leaving it out could hide a gap.

    How to fix: write the value as the message says.
    """
    return problem, remedy


@rule("KSB907", Severity.ERROR, Stage.INPUT)
def unknown_standard(reference: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest names a standard that is not in the library.

    Why it matters: there is no default: a check against another standard would mean nothing.

    How to fix: use a reference from `ksbcheck standard list`, or the path of a standard's file, relative to the
    manifest.
    """
    known = tuple(known)
    if not reference:
        return "no standard is named, and several are known", f"Name one of {_some(known)}."
    others = "Import others with `ksbcheck standard import`, or name the path of a file."
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

    How to fix: use the learner's version, as `ksbcheck standard list` writes it. Import other versions first.
    """
    message = f"version {version!r} of {reference} is not known"
    return message, f"Known: {listed(known)}. Import others with `ksbcheck standard import`."


@rule("KSB909", Severity.ERROR, Stage.INPUT)
def unknown_option(reference: str, option: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest, or `--option`, names an unknown option.

    Why it matters: the option decides which KSBs are required.

    How to fix: use the option's id as `ksbcheck standard show` writes it. A framework has no options.
    """
    known = tuple(known)
    options = f"The options are {listed(known)}." if known else "A framework has no options."
    remedy = did_you_mean(nearest(option, known), options)
    return f"{reference} has no option {option!r}", remedy


@rule("KSB910", Severity.ERROR, Stage.INPUT)
def unknown_framework(framework_id: str, known: Iterable[str]) -> tuple[str, str]:
    """The manifest names a framework that is not in the library.

    Why it matters: levels and job titles differ from framework to framework.

    How to fix: use the id of a framework that ksbcheck knows.
    """
    known = tuple(known)
    remedy = did_you_mean(nearest(framework_id, known), f"Known: {listed(known)}.")
    return f"the framework {framework_id!r} is not known", remedy


@rule("KSB911", Severity.ERROR, Stage.INPUT)
def unusable_standard() -> None:
    """The manifest names a standard's file that can't be used.

    Why it matters: there is no default: a check against another standard would mean nothing.

    How to fix: correct the path, which starts from the manifest's folder, or correct the file.
    """


@rule("KSB912", Severity.ERROR, Stage.INPUT)
def false_name() -> None:
    """A standard's file has the name of a different standard in the library.

    Why it matters: a report would name a well-known standard, though the portfolio was checked against another.

    How to fix: name the standard by its reference, or give the file's standard a different reference or version.
    """


@rule("KSB913", Severity.ERROR, Stage.INPUT)
def unknown_rule(code: str, known: Iterable[str]) -> tuple[str, str]:
    """A configuration or an exception names a rule that doesn't exist.

    Why it matters: the rule that was meant is not left out or excused.

    How to fix: write the code as `ksbcheck rules` lists it.
    """
    return f"there is no rule {code!r}", did_you_mean(nearest(code, known), "See `ksbcheck rules`.")


@rule("KSB914", Severity.ERROR, Stage.INPUT)
def rule_not_optional(code: str, what: str) -> tuple[str, str]:
    """A rule that always counts was to be left out, excused, or given another severity.

    Why it matters: without the rules about gaps and unreadable input, everything would seem covered.

    How to fix: accept a single gap with an entry under `exceptions`, or ask for less with `fail_under`. Correct all
    input and exceptions.
    """
    return f"{code} can't be {what}", "A gap can be accepted by its `ksb`, under `exceptions`."


@rule("KSB915", Severity.ERROR, Stage.INPUT)
def policy_of_another_standard() -> None:
    """A policy is for another standard or version than the portfolio.

    Why it matters: its codes mean other statements there.

    How to fix: use a policy for the learner's standard and version.
    """


@rule("KSB916", Severity.ERROR, Stage.INPUT)
def baseline_of_another_standard() -> None:
    """A baseline was recorded for another standard, version or option.

    Why it matters: its codes mean other statements, so it would excuse other gaps than those accepted.

    How to fix: check the gaps, and record them again with `ksbcheck baseline --replace`.
    """


@rule("KSB917", Severity.ERROR, Stage.INPUT)
def not_a_standard() -> None:
    """A file holds no standard, or not in a supported form.

    Why it matters: nothing was imported, or there is nothing to check against. A login page, or data of another kind,
    may look like success.

    How to fix: open the file to check that it shows the standard's duties and statements, or download it again. Import
    official data with `ksbcheck standard import` before a manifest names the standard.
    """


@rule("KSB918", Severity.ERROR, Stage.INPUT)
def named_otherwise() -> None:
    """A file of the library holds another standard than its name says.

    Why it matters: a file named ST1414-1.0.yaml is read only for version 1.0 of ST1414.

    How to fix: rename the file after the standard in it.
    """


@rule("KSB919", Severity.ERROR, Stage.INPUT)
def several_versions(reference: str, names: Iterable[str]) -> tuple[str, str]:
    """A standard is named without its version, and several are known.

    Why it matters: statements and codes change from version to version, and no version is the default.

    How to fix: add the version after an @, as in ST1414@1.0.
    """
    return f"several versions of {reference} are known", f"Name one of {_some(tuple(names))}."


@rule("KSB920", Severity.ERROR, Stage.INPUT)
def fault_of_ksbcheck(error: Exception) -> tuple[str, str]:
    """A portfolio could not be checked, through a fault of ksbcheck.

    Why it matters: this portfolio was not checked, and nothing checked is never a success. The others were checked.

    How to fix: report the fault, with the output of `KSBCHECK_DEBUG=1` for this portfolio alone.
    """
    problem = " ".join(f"{type(error).__name__}: {error}".split())
    remedy = "This portfolio was not checked. Report the fault, with what KSBCHECK_DEBUG=1 shows."
    return f"this is a fault of ksbcheck, not yours: {problem}", remedy


@rule("KSB921", Severity.ERROR, Stage.INPUT)
def incomplete_standard(name: str, left_out: Iterable[str]) -> tuple[str, str]:
    """A standard is incomplete: its import left statements out.

    Why it matters: a learner could have all KSBs of the file, and lack one of the standard. So no portfolio is checked
    by it, and it is not exported.

    How to fix: correct the source, and import the standard again. Or add the statements to the standard's file, and
    delete `incomplete:` there.
    """
    remedy = "Correct its source, and import it again; or add the statements to its file, and delete `incomplete:`."
    return f"{name} is incomplete: its import left out {listed(left_out)}", remedy
