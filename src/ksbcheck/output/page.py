"""Self-contained HTML pages: no network, no scripts."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ksbcheck import __version__
from ksbcheck.domain.text import shown

_TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Return the reader of templates. It escapes every text."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    made.globals.update(version=__version__)
    return made


def _visible(value: object) -> object:
    """Return text without control characters; markup stays."""
    return shown(value) if type(value) is str else value


@cache
def style(name: str) -> str:
    """Return a style sheet from the folder of templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def policy(styles: Iterable[str]) -> str:
    """Return a content security policy that allows these styles alone."""
    allowed = " ".join(map(_source, styles))
    return f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"


def _source(sheet: str) -> str:
    return f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'"
