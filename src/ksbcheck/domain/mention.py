"""What a document does with a code that it names."""

from enum import StrEnum


class MentionKind(StrEnum):
    """The kind of a mention. Only a shown one supports a claim."""

    SHOWN = "shown"
    LISTED = "listed"
    """In a list of codes or of the standard's statements."""
    NEGATED = "negated"
    """Said not to be shown, or where no reader sees it."""
    REPEATED = "repeated"
    """In a header or footer that every page has."""
    OTHER = "other"
    """Something else with the same name, as storage or a cell of a sheet."""
