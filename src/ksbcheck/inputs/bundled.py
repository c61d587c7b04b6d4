"""The data bundled with ksbcheck."""

from pathlib import Path


def data_folder() -> Path:
    """Return the folder of bundled data: in the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parents[1] / "data"


def named(path: Path) -> str:
    """Return how to name a data file to a reader: by its path, or as bundled."""
    return f"{path.name}, bundled with ksbcheck" if path.parent == data_folder() else str(path)


STANDARDS = {("ST1414", "1.0"): "standard.yaml"}
"""The files of the standards, by reference and version."""
FRAMEWORKS = ("framework_fr04171.yaml",)
POLICIES = {"example": "policy_example.yaml"}
"""The files of the policies that have a name."""
