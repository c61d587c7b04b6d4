"""Read the seal beside a manifest."""

import json
from pathlib import Path
from stat import S_ISLNK
from typing import Any

from pydantic import ValidationError

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.seal import SEAL_NAME, Seal
from ksbcheck.domain.text import lower_first
from ksbcheck.inputs.files import read_text, reason_of

_MAX_SEAL_BYTES = 16 * 1024 * 1024


def read_seal(folder: Path) -> Seal | None:
    """Return the seal of a folder; None without one.

    Raises:
        InputError: the seal can't be read.
    """
    if not is_sealed(folder):
        return None
    path = folder / SEAL_NAME
    try:
        found = json.loads(read_text(path, _MAX_SEAL_BYTES), object_pairs_hook=_without_repeats)
        if isinstance(found, dict):
            return Seal.model_validate(found)
        problem = "it is not a JSON object"
    except InputError as error:
        problem = error.findings[0].message
    except ValidationError as error:
        first = error.errors()[0]
        message = first["msg"].removeprefix("Value error, ")
        problem = ": ".join(filter(None, (".".join(map(str, first["loc"])), f"{lower_first(message)}")))
    except json.JSONDecodeError as error:
        problem = f"line {error.lineno} is not JSON"
    except (ValueError, RecursionError) as error:
        problem = str(error)
    raise _unreadable(path, problem)


def _unreadable(path: Path, problem: str) -> InputError:
    message = f"the seal cannot be read: {problem}"
    return InputError("KSB624", message, "Restore the seal, or seal the folder again.", path=path)


def is_sealed(folder: Path) -> bool:
    """Return whether a folder has a seal.

    Raises:
        InputError: the seal is a link, which may lead anywhere, or can't be examined.
    """
    path = folder / SEAL_NAME
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from None
    if S_ISLNK(mode):
        raise _unreadable(path, "it is a link to another file")
    return True


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the keys and values of a JSON object; of two equal keys, one would silently win."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is used twice")
    return values
