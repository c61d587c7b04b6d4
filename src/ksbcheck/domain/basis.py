"""Where the content of a data file comes from, field by field."""

from enum import Enum

from ksbcheck.domain.model import Model, Text


class BasisKind(Enum):
    """`printed` stands in the source; `inferred` was worked out from it; `unknown` is what the source does not say."""

    PRINTED = "printed"
    """It stands in the source."""
    INFERRED = "inferred"
    """It was worked out from the source."""
    UNKNOWN = "unknown"
    """The source does not say it."""


class Basis(Model):
    """What some fields (dotted, as in `duties.mapping`) rest on, and why."""

    fields: tuple[Text, ...]
    """The fields, dotted."""
    basis: BasisKind
    """What they rest on."""
    why: Text
    """Why, or from where."""


class Source(Model):
    """The document that a data file was made from. `notices` are words of it that belong to no other field."""

    document: Text
    """What it is and where."""
    copyright: Text
    """Whose it is, and under which licence."""
    notices: tuple[Text, ...] = ()
    """Words of it that belong to no other field."""
