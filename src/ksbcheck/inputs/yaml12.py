"""YAML 1.2, as editors read it: numbers have types, and `on` is a text."""

import re
from typing import Any

import yaml

_OLDER = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}


class _Loader(yaml.SafeLoader):
    """Knows no dates, and only `true` and `false` as booleans."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OLDER]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def parse_yaml12(text: str) -> Any:  # noqa: ANN401 - YAML holds values of every type
    """Return the value of a bundled text."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
