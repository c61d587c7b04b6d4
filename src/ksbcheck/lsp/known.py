"""What is known about the manifest in an editor: the standard that it names, and how it was last judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ksbcheck.domain.configuration import Asked
from ksbcheck.domain.coverage import KsbCoverage
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.portfolio import FrameworkPortfolio, Portfolio
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.lsp.buffer import Buffer
from ksbcheck.report import FrameworkJudgement, Judgement, Report
from ksbcheck.sources.configuration import setup_for
from ksbcheck.sources.library import frameworks, load_standard, names_a_path, standards

if TYPE_CHECKING:
    from ksbcheck.domain.framework import Framework

_STATED = re.compile(
    r"""^[ {]*(?P<quote>["']?)(?P<key>standard|version|option|framework)(?P=quote)[ \t]*:[ \t]*"""
    r"""(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s"'#,{}\[\]][^#\n,}]*)""",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Known:
    """What is known: the standard and its file, the option's id, the framework, and the last judgement of all.

    Each is None where the manifest names none that there is; nothing is guessed. The judgement is that of the last text
    that could be read. `library` are the standards that can be named by their reference, `versions` those of
    the named one.
    """

    standard: Standard | None = None
    file: Path | None = None
    option_id: str | None = None
    framework: "Framework | None" = None
    report: Report | None = None
    library: tuple[Standard, ...] = ()
    versions: tuple[str, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """The last judgement, if it was made against this standard and option."""
        judged = self.report.judgement if self.report else None
        if not isinstance(judged, Judgement) or judged.standard != self.standard or judged.option.id != self.option_id:
            return None
        return judged

    @property
    def portfolio_model(self) -> type[Portfolio | FrameworkPortfolio]:
        """What the manifest is read as."""
        return FrameworkPortfolio if self.framework else Portfolio

    @property
    def option(self) -> Option | None:
        """The option that the manifest names."""
        return self.standard.option(self.option_id) if self.standard and self.option_id else None

    def coverage(self) -> Mapping[str, KsbCoverage]:
        """Return how each required KSB was last evidenced, by its code; nothing where nothing was judged."""
        return {ksb.code: ksb for ksb in self.judgement.coverage.ksbs} if self.judgement else {}


def known_about(buffer: Buffer, asked: Asked, report: Report | None) -> Known:
    """Return what is known about a manifest; `report` is the last one with a judgement."""
    stated = stated_in(buffer)
    framework = _framework(stated["framework"]) if "framework" in stated else None
    library = _library(buffer, asked)
    known = Known(framework=framework, library=tuple(standard for _, standard in library))
    if framework is not None:
        judged = report.judgement if report else None
        fits = isinstance(judged, FrameworkJudgement) and judged.framework.id == framework.id
        return replace(known, report=report if fits else None)
    named = _named(buffer, stated.get("standard", ""), library)
    for file, standard in named:
        if standard.version == stated.get("version"):
            known = replace(known, standard=standard, file=file)
    versions = tuple(standard.version for _, standard in named)
    return replace(known, option_id=stated.get("option"), report=report, versions=versions)


def _library(buffer: Buffer, asked: Asked) -> list[tuple[Path, Standard]]:
    """Return the standards that a manifest can name by their reference; none while they can't be read."""
    try:
        return list(standards(setup_for(buffer.path.parent, asked).standards))
    except InputError:  # the findings say what is the matter
        return []


def stated_in(buffer: Buffer) -> Mapping[str, str]:
    """Return what a manifest states of its standard, version, option and framework.

    In a text that can't be parsed, that is what stands at the beginnings of lines. What stands deeper than the top
    level is of something else; of two equal keys the first counts, as neither holds.
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


def _framework(framework_id: str) -> "Framework | None":
    return next((framework for _, framework in frameworks() if framework.id == framework_id), None)


def _named(buffer: Buffer, name: str, library: list[tuple[Path, Standard]]) -> list[tuple[Path, Standard]]:
    """Return the standards that bear a name, or the one in the file that it is the path of."""
    if not names_a_path(name):
        return [(file, standard) for file, standard in library if standard.reference == name]
    file = buffer.path.parent / name
    try:
        return [(file, load_standard(file))]
    except InputError:
        return []
