"""YAML as an ordinary editor understands it, by version 1.2 of its rules: numbers have types, and `on` is a text."""

import re
from typing import Any

import yaml

_OLDER = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool"}


class _EditorLoader(yaml.SafeLoader):
    """Knows no time stamps, and no answers but `true` and `false`."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _OLDER]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_EditorLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def value_in_editor(text: str) -> Any:  # noqa: ANN401 - YAML holds values of every type
    """Return the value of a piece of our own YAML."""
    return yaml.load(text, Loader=_EditorLoader)  # noqa: S506 - a SafeLoader
