"""What justifies findings, in words: the same in every report."""

from ksbcheck.domain.finding import Justification


def justification_words(justification: Justification) -> str:
    """Return the reason, and on what ground, on whose word and until when it holds."""
    by = f" by {justification.by}" if justification.by else ""
    until = f", until {justification.until}" if justification.until else ""
    return f"{justification.reason} ({justification.ground.value}{by}{until})"


def how_many_justified(justified: int, of: int) -> str:
    """Return how many of a number are justified, to stand behind the number; nothing if none is."""
    if not justified:
        return ""
    if justified < of:
        return f" ({justified} justified)"
    return " (all justified)" if of > 1 else " (justified)"
