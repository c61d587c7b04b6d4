"""The small standard of the rule cases, and standards with something changed."""

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.standard_file import load_standard
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "cases" / "standard.yaml"


def small() -> Standard:
    """Return the small standard: everybody needs K1, K2, S1 and B1, and each of two options something else."""
    return load_standard(SMALL)


def changed(standard: Standard, **fields: object) -> Standard:
    """Return a standard with other fields. A copy of the model would keep what the first has worked out of its own."""
    return Standard.model_validate({**{name: getattr(standard, name) for name in Standard.model_fields}, **fields})
