"""What ksbcheck writes into a CASE package beside what CASE has fields for, and looks for when it reads one."""

from enum import Enum
from uuid import UUID, uuid5

EXTENSION = "ksbcheck"
"""The key under `extensions` of a document or an item that holds what CASE has no field for."""
FORMAT = "ksbcheck-case/1"
MAPPING = "isRelatedTo"
"""The type of the association that leads from a duty to a KSB that is mapped to it."""
CHILD = "isChildOf"

_NAMESPACE = UUID("2f6d3f0e-5c1b-5b7e-9d43-0b8f0f6f2a11")


class ItemKind(Enum):
    """What an item of a package of ours is."""

    KSB = "ksb"
    DUTY = "duty"
    GROUP = "group"


def made_id(reference: str, version: str, *what: str) -> str:
    """Return the id of something of a standard that has no official one: always the same for the same thing."""
    return str(uuid5(_NAMESPACE, "\x1f".join((reference, version, *what))))
