"""What a text is rendered for."""

from typing import NamedTuple


class Screen(NamedTuple):
    """A terminal, pipe or file: its width in columns, and whether it takes colour and characters beyond ASCII."""

    width: int = 80
    colour: bool = False
    unicode: bool = True
