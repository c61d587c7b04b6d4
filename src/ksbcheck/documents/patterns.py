"""Regular expressions that are compiled when they are first used: a process that reads documents starts sooner."""

import re
from typing import Any, cast

IGNORECASE = re.IGNORECASE


class _Pattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self._written = pattern, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a method of the pattern
        method = getattr(re.compile(*self._written), name)
        setattr(self, name, method)
        return method


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:  # noqa: A001 - in place of that of `re`
    return cast("re.Pattern[str]", _Pattern(pattern, flags))
