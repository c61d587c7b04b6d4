"""What a manifest in an editor names: its standard, option or framework, and its last judgement."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ksbcheck.domain.coverage import KsbCoverage
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.judgement import Files, Judgement
from ksbcheck.domain.names import alike
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.inputs.library import Library, find_version, frameworks, library, names_a_path
from ksbcheck.inputs.manifest import FrameworkManifest
from ksbcheck.inputs.settings import Overrides, setup_for
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.lsp.text import Buffer

_STATED = re.compile(
    r"""^[ {]*(?P<quote>["']?)(?P<key>standard|version|option|framework)(?P=quote)[ \t]*:[ \t]*"""
    r"""(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"'#,{}\[\]][^#\n,}]*)""",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Known:
    """The standard, option and framework that a manifest names; None where it names none that exists.

    `report` is on the last text that could be read, and `files` are those of the last check of the folder. `library`
    has the versions of each reference, `versions` those of the standard named.
    """

    standard: Standard | None = None
    option_id: str | None = None
    framework: Framework | None = None
    report: Report | None = None
    files: Files | None = None
    library: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: tuple[str, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """The last judgement, if it was for this standard and option."""
        judged = self.report.judgement if self.report else None
        fits = judged and judged.under == self.standard and judged.option_id == self.option_id
        return judged if fits else None

    @property
    def portfolio_model(self) -> type[Portfolio]:
        return FrameworkManifest if self.framework else Portfolio

    @property
    def option(self) -> Option | None:
        return self.standard.option(self.option_id) if self.standard and self.option_id else None

    def coverage(self) -> Mapping[str, KsbCoverage]:
        """Return the last coverage of each required KSB by its code; empty without a judgement."""
        return {ksb.code: ksb for ksb in self.judgement.coverage.ksbs} if self.judgement else {}


def known_about(buffer: Buffer, overrides: Overrides, report: Report | None, folder: Report | None = None) -> Known:
    """Return what a manifest names; `report` is the last one with a judgement, `folder` the last on the folder."""
    stated = stated_in(buffer)
    older = {each.id: each for _, each in frameworks()}
    framework = older.get(alike(stated.get("framework", ""), older) or "")
    try:
        standards = library(*setup_for(buffer.path, overrides).standards)
    except InputError:  # the findings report it
        standards = Library(())
    files = folder.judgement.files if folder and folder.judgement else None
    versions = {each: tuple(standards.versions(each)) for each in standards.references}
    known = Known(framework=framework, files=files, library=versions)
    if framework is not None:
        judged = report.judgement if report else None
        fits = judged and judged.framework and judged.framework.id == framework.id
        return replace(known, report=report if fits else None)
    named = _named(buffer, stated.get("standard", ""), standards)
    if load := named.get(find_version(stated.get("version", ""), named) or ""):
        with suppress(InputError):  # the findings report it
            known = replace(known, standard=load())
    name = stated.get("option", "")
    option = known.standard.option(name) if known.standard else None
    return replace(known, option_id=option.id if option else name, report=report, versions=tuple(named))


def stated_in(buffer: Buffer) -> Mapping[str, str]:
    """Return the standard, version, option and framework that a manifest states.

    In a text that can't be parsed they are taken from the lines of the top level; of two equal keys the first counts.
    """
    stated: dict[str, str] = {}
    if buffer.document is not None:
        top_level = buffer.document.value if isinstance(buffer.document.value, dict) else {}
        return {key: value for key, value in top_level.items() if isinstance(value, str)}
    top: int | None = None
    for found in _STATED.finditer(buffer.text):
        indent = found.start("key") - found.start()
        top = indent if top is None else top
        if indent <= top:
            stated.setdefault(found["key"], found["value"].strip().strip("\"'"))
    return stated


def _named(buffer: Buffer, name: str, known: Library) -> Mapping[str, Callable[[], Standard]]:
    """Return how to load each version of a reference, or the one version of a path."""
    if not names_a_path(name):
        return {version: entry.load for version, entry in known.versions(known.reference(name)).items()}
    try:
        standard = load_standard(buffer.path.parent / name)
    except InputError:
        return {}
    return {standard.version: lambda: standard}
