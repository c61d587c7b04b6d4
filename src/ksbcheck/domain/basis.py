"""Where the content of a data file comes from, field by field."""

from enum import Enum

from ksbcheck.domain.model import Model, Text


class BasisKind(Enum):
    """`printed` stands in the source; `inferred` was worked out from it; `unknown` is what the source does not say."""

    PRINTED = "printed"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Basis(Model):
    """What some fields (dotted, as in `duties.mapping`) rest on, and why."""

    fields: tuple[Text, ...]
    basis: BasisKind
    why: Text


class Source(Model):
    """The document that a data file was made from. `notices` are words of it that belong to no other field."""

    document: Text
    copyright: Text
    notices: tuple[Text, ...] = ()
