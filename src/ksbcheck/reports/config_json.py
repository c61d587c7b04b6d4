"""What is set for a check, as JSON, format `ksbcheck-config/1`."""

import json
from collections.abc import Sequence

from ksbcheck.domain.configuration import Setting

FORMAT = "ksbcheck-config/1"


def render(settings: Sequence[Setting]) -> str:
    """Return every key with its value and who has set it, null where it is the default."""
    return json.dumps({"format": FORMAT, "settings": [setting._asdict() for setting in settings]}, indent=2) + "\n"
