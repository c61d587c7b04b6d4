"""What bounds the reading of a document, and how a reader says that it can't be read."""

from enum import Enum

MAX_BYTES = 256 * 1024 * 1024
"""The largest document that is opened for its text."""
MAX_TEXT_BYTES = 8 * 1024 * 1024
"""The largest plain text that is read."""
MAX_PAGES = 2_000
"""The most pages of a document that are read."""
MAX_MEMBERS = 20_000
"""The most files that an Office document may be packed from."""
MAX_INFLATED = 64 * 1024 * 1024
"""The most bytes that a document's texts may unpack to, counted while they are unpacked."""
MAX_OUTLINE = 1024 * 1024
"""The most characters of an outline as JSON. Real evidence has some thousands."""
MAX_RATIO = 200
"""How many times larger than packed a document's text may be, once it is large at all."""


class Trouble(Enum):
    """Why a document could not be read."""

    PASSWORD = "password"  # noqa: S105 - a word for the lack of one
    UNREADABLE = "unreadable"
    BEYOND = "beyond"
    LIBRARY = "library"


class DocumentError(Exception):
    """A document that can't be read, and why."""

    def __init__(self, trouble: Trouble, reason: str) -> None:
        super().__init__(reason)
        self.trouble, self.reason = trouble, reason


def unreadable(reason: str) -> DocumentError:
    """Return the error for a document that is damaged, or made to do harm."""
    return DocumentError(Trouble.UNREADABLE, reason)


def beyond(reason: str) -> DocumentError:
    """Return the error for a document that is larger than what is read, which may be nobody's fault."""
    return DocumentError(Trouble.BEYOND, reason)
