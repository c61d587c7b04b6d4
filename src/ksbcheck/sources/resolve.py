"""What a manifest is to be judged by: the standard, version and option that it names. None is ever guessed."""

from dataclasses import dataclass
from pathlib import Path

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.names import look
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.rules import reading
from ksbcheck.sources.document import Document
from ksbcheck.sources.library import load_standard, names_a_path, standards
from ksbcheck.sources.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a manifest is judged by, the file that the standard comes from, and what was found on the way."""

    standard: Standard
    option: Option
    file: Path
    findings: tuple[Finding, ...]


def resolve(manifest: Manifest, asked: str | None) -> Resolved:
    """Return what a manifest is judged by; `asked` is the id of another option than its own, to ask "what if".

    Raises:
        InputError: there is no such standard, version or option, or the standard's file can't be read.
    """
    document, portfolio = manifest.document, manifest.portfolio
    if names_a_path(portfolio.standard):
        file, standard = _by_path(document, portfolio.standard)
        findings = _false_name(document, standard)
    else:
        file, standard = _by_reference(document, portfolio.standard, portfolio.version)
        findings = ()
    if standard.version != portfolio.version:
        raise document.refuse(reading.unknown_version, standard.reference, portfolio.version, [standard.version])
    own = standard.option(portfolio.option)
    if own is None:
        findings = (*findings, document.finding(reading.unknown_option, *_option(standard, portfolio.option)))
    option = own if asked is None else standard.option(asked)
    if option is None:
        unknown = findings if asked is None else (_not_an_option(document, standard, asked), *findings)
        raise InputError(unknown)
    return Resolved(standard, option, file, findings)


def _by_path(document: Document, name: str) -> tuple[Path, Standard]:
    """Return the standard in the file that a manifest names, by its path from the manifest's own folder."""
    file = document.path.parent / name
    try:
        return file, load_standard(file)
    except InputError as error:
        raise InputError((document.finding(reading.unusable_standard, name), *error.findings)) from None


def _by_reference(document: Document, reference: str, version: str) -> tuple[Path, Standard]:
    """Return the standard of the library that a manifest names."""
    known = list(standards())
    versions = {standard.version: (file, standard) for file, standard in known if standard.reference == reference}
    if not versions:
        raise document.refuse(reading.unknown_standard, reference, [standard.reference for _, standard in known])
    if version not in versions:
        raise document.refuse(reading.unknown_version, reference, version, versions)
    return versions[version]


def _false_name(document: Document, standard: Standard) -> tuple[Finding, ...]:
    """Return what is to be said of a standard from a file that bears the name of a different one in the library."""
    for _, known in standards():
        if _name(known) == _name(standard) and known != standard:
            return (document.finding(reading.false_name, standard.reference, standard.version),)
    return ()


def _name(standard: Standard) -> tuple[str, str]:
    return look(standard.reference), look(standard.version)


def _option(standard: Standard, option: str) -> tuple[str, str, tuple[str, ...]]:
    return standard.reference, option, standard.option_ids


def _not_an_option(document: Document, standard: Standard, asked: str) -> Finding:
    """Return what is to be said of an option that was asked for; it stands nowhere in the manifest."""
    hit = reading.unknown_option(*_option(standard, asked))
    asked_for = hit._replace(message=f"asked for with --option: {hit.message}")
    return reading.unknown_option.finding(asked_for).at(str(document.path), None)
