"""What the shell offers to complete: the references, ids and codes that nobody can remember."""

from glob import escape, glob
from pathlib import Path

SUFFIXES = (".yaml", ".yml", ".json")
"""How the names of manifests end."""


def portfolios(begun: str) -> list[str]:
    """Return the folders, and the files that could be manifests, whose paths begin so."""
    paths = (Path(name) for name in sorted(glob(f"{escape(begun)}*")))  # noqa: PTH207 - it keeps the path as typed
    return [f"{path}/" if path.is_dir() else str(path) for path in paths if path.is_dir() or path.suffix in SUFFIXES]


def references(begun: str) -> list[str]:
    """Return the references of the standards that begin so; behind an @, the versions too."""
    from ksbcheck.cli.library import library_here

    known = library_here()
    return _beginning(begun, [entry.name for entry in known.entries] if "@" in begun else list(known.references))


def frameworks(begun: str) -> list[str]:
    """Return the ids of the frameworks that begin so."""
    from ksbcheck.inputs.library import frameworks as known

    return _beginning(begun, [framework.id for _, framework in known()])


def job_titles(begun: str) -> list[str]:
    """Return the job titles of all frameworks that begin so."""
    from ksbcheck.inputs.library import frameworks as known

    return _beginning(begun, [title for _, framework in known() for title in framework.job_titles])


def options(begun: str) -> list[str]:
    """Return the ids of the options of the bundled standards that begin so; to read all standards would take long."""
    from ksbcheck.inputs.library import bundled_standards

    return _beginning(begun, [option for _, standard in bundled_standards() for option in standard.option_ids])


def explicable(begun: str) -> list[str]:
    """Return the codes of KSBs (of the bundled standards) and of rules that begin so."""
    from ksbcheck.inputs.library import bundled_standards
    from ksbcheck.rules import RULES

    codes = [code for _, standard in bundled_standards() for code in standard.by_code]
    return _beginning(begun.upper(), [*codes, *(rule.code for rule in RULES)])


def schemas(begun: str) -> list[str]:
    """Return the names of the schemas that begin so."""
    from ksbcheck.schemas import SCHEMAS

    return _beginning(begun, list(SCHEMAS))


def _beginning(begun: str, known: list[str]) -> list[str]:
    return [name for name in dict.fromkeys(known) if name.startswith(begun)]
