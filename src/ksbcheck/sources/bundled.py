"""Where the data that ksbcheck brings along lies."""

from pathlib import Path


def data_folder() -> Path:
    """Return the folder of bundled data: inside the installed package, or at the top of the checkout it runs from."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parents[1] / "data"


STANDARDS = ("standard.yaml",)
FRAMEWORKS = ("framework_fr04171.yaml",)
