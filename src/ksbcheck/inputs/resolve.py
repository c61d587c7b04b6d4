"""Find the standard, version and option, or the framework, that a manifest names. None is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.fingerprint import fingerprint
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.standard import Standard, requires_at_least
from ksbcheck.inputs.document import Document
from ksbcheck.inputs.library import Entry, Library, frameworks, library, names_a_path
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.rules import framework as framework_rules
from ksbcheck.rules import reading


@dataclass(frozen=True, kw_only=True)
class Resolved(Against):
    """What a manifest is judged against, with the files and the findings about them."""

    file: Path
    findings: tuple[Finding, ...]
    assessment_file: Path | None = None

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the standard, or that of the framework's whole content."""
        if self.framework:
            return f"sha256:{sha256(self.framework.model_dump_json().encode()).hexdigest()}"
        return fingerprint(self.standard).whole

    @property
    def name(self) -> tuple[str, str]:
        """The reference and version of the standard, or the id and issue number of the framework."""
        if self.framework:
            return self.framework.id, str(self.framework.issue_number)
        return self.standard.reference, self.standard.version


def resolve(manifest: Manifest, asked: str | None, folder: Path | None = None) -> Resolved:
    """Find what a manifest is judged against; `asked` is the id of another option, for a "what if".

    `folder` holds the project's standards.

    Raises:
        InputError: the standard, version, option or framework is unknown, or the file can't be read.
    """
    if manifest.portfolio.framework:
        return _resolve_framework(manifest.document, manifest.portfolio, asked)
    return _resolve_standard(manifest.document, manifest.portfolio, asked, library(folder))


def _resolve_framework(document: Document, portfolio: Portfolio, asked: str | None) -> Resolved:
    known = {framework.id: (file, framework) for file, framework in frameworks()}
    if portfolio.framework not in known:
        raise document.error("KSB910", *reading.unknown_framework.words(portfolio.framework, known), ("framework",))
    if asked is not None:
        raise _asked_for(document, f"the framework {portfolio.framework}", asked, ())
    file, framework = known[portfolio.framework]
    prior, findings = _prior(document, portfolio)
    return Resolved(portfolio=portfolio, under=framework, prior_framework=prior, file=file, findings=findings)


def _prior(document: Document, portfolio: Portfolio) -> tuple[Framework | None, tuple[Finding, ...]]:
    """Return the framework that `prior:` names, and a finding if it is unknown."""
    if portfolio.prior is None:
        return None, ()
    known = {framework.id: framework for _, framework in frameworks()}
    framework = known.get(portfolio.prior.framework)
    if framework is None:
        unknown = framework_rules.unknown_prior_framework
        words = unknown.words(portfolio.prior.framework, known)
        return None, (document.finding(unknown, *words, ("prior", "framework")),)
    return framework, ()


def _resolve_standard(document: Document, portfolio: Portfolio, asked: str | None, known: Library) -> Resolved:
    if names_a_path(portfolio.standard):
        file, standard = _by_path(document, portfolio.standard)
        findings = _false_name(document, standard, known.entries_named_like(standard))
    else:
        entry = _by_reference(document, portfolio.standard, portfolio.version, known)
        file, standard = entry.file, entry.load()
        others = known.entries_named_like(standard) if entry.of_the_project else ()
        findings = _false_name(document, standard, [other for other in others if not other.of_the_project])
    if standard.version != portfolio.version:
        raise document.error(
            "KSB908",
            *reading.unknown_version.words(standard.reference, portfolio.version, [standard.version]),
            at=("version",),
        )
    own = standard.option(portfolio.option)
    if own is None:
        words = reading.unknown_option.words(standard.reference, portfolio.option, standard.option_ids)
        findings = (*findings, document.finding(reading.unknown_option, *words, ("option",)))
    option = own if asked is None else standard.option(asked)
    if option is None:
        asked_for = (
            () if asked is None else _asked_for(document, standard.reference, asked, standard.option_ids).findings
        )
        raise InputError.of(*asked_for, *findings)
    prior, about_prior = _prior(document, portfolio)
    return Resolved(
        portfolio=portfolio,
        under=standard,
        option_id=option.id,
        prior_framework=prior,
        file=file,
        findings=(*findings, *about_prior),
    )


def _by_path(document: Document, name: str) -> tuple[Path, Standard]:
    """Return the standard in a file; its path starts from the manifest's folder."""
    file = document.path.parent / name
    try:
        return file, load_standard(file)
    except InputError as error:
        message = f"the standard's file {name!r} cannot be used"
        unusable = document.error(
            "KSB911", message, "The other findings show what is wrong with the file.", ("standard",)
        )
        raise InputError.of(*unusable.findings, *error.findings) from None


def _by_reference(document: Document, reference: str, version: str, known: Library) -> Entry:
    """Return the library's entry that a manifest names."""
    versions = known.versions(reference)
    if not versions:
        raise document.error("KSB907", *reading.unknown_standard.words(reference, known.references), at=("standard",))
    if version not in versions:
        raise document.error("KSB908", *reading.unknown_version.words(reference, version, versions), at=("version",))
    return versions[version]


def _false_name(document: Document, standard: Standard, others: Iterable[Entry]) -> tuple[Finding, ...]:
    """Return a finding if a standard has the name of a different one; its mapping may be more complete."""
    if any(not requires_at_least(standard, entry.load()) for entry in others):
        name = f"{standard.reference}, version {standard.version}"
        message = f"the standard's file is named {name}, but differs from that standard"
        remedy = f"Name the standard as {standard.reference}, or give the file a different reference."
        return (document.finding(reading.false_name, message, remedy, ("standard",)),)
    return ()


def _asked_for(document: Document, reference: str, asked: str, known: Iterable[str]) -> InputError:
    """Return an error about `--option`, which has no place in the manifest."""
    message, remedy = reading.unknown_option.words(reference, asked, known)
    return InputError("KSB909", f"asked for with --option: {message}", remedy, path=document.path)
