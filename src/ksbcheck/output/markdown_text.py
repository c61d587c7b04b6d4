"""Text made safe for Markdown on GitHub: it reads as before, and does nothing."""

import re

from ksbcheck.domain.text import shown

_BREAK = "&#8203;"
"""A space of no width. It breaks up mentions, references, links and emoji."""
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "$": "&#36;"}
_SPECIAL = re.compile(r"[&<>|$\\`*_\[\]~]")
_ACTS = re.compile(
    r"""
    @(?=\w)                            # @somebody, somebody@example.com
    | \#(?=\d)                         # #123
    | \bgh(?=-\d)                      # GH-123
    | :(?=//)                          # https://
    | \bwww(?=\.)                      # www.
    | \b(?:mailto|xmpp)(?=:)
    | :(?=(?:100|1234):|(?!\d+:)[\w+-]+:)  # :smile:, but not the time 00:04:10
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEGINS_A_BLOCK = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+#=:]))")
"""The beginning of a heading, a list or a rule: `# x`, `- x`, `1. x`, `---`."""


def plain(text: object) -> str:
    """Return text as one line of Markdown that shows exactly this text, in a line, list or table."""
    words = _ACTS.sub(lambda found: f"{found[0]}\0", shown(str(text)).strip())
    escaped = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), words)
    return _BEGINS_A_BLOCK.sub(r"\1\\", escaped).replace("\0", _BREAK)
