"""The small standard of the rule cases, and changed standards."""

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.standard_file import load_standard
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "cases" / "standard.yaml"


def small() -> Standard:
    """Return the small standard, with K1, K2, S1 and B1 in its core, and two options."""
    return load_standard(SMALL)


def changed(standard: Standard, **fields: object) -> Standard:
    """Return a standard with other fields; `model_copy` would keep cached properties."""
    return Standard.model_validate({**{name: getattr(standard, name) for name in Standard.model_fields}, **fields})
