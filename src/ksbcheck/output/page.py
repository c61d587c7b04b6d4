"""The shell of a page: its head, its style, and a policy that allows these and no network."""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

from ksbcheck import __version__
from ksbcheck.domain.text import cut, lower_first, shown
from ksbcheck.output.document import Document
from ksbcheck.output.markup import Html, element, joined, text

_FOLDER = Path(__file__).parent / "templates"
_LONGEST_FOOT = 84
"""How many characters the foot of a printed page has room for."""


def shell(document: Document, header: Html, body: Html, rules: str, *, sorts: bool) -> str:
    """Return a page. `rules` are style of this page alone; `sorts` adds the script that sorts heat maps."""
    sheet = "@page{size:A4 landscape;margin:9mm 10mm 13mm}" if sorts else ""
    styles = [_file("page.css"), f"{_printed_foot(document.foot)}{sheet}{rules}"]
    scripts = [_file("sort.js")] if sorts else []
    above = [element("p", document.above, class_="above")] if document.above else []
    return Template(_file("page.html")).substitute(
        policy=text(_policy(styles, scripts)),
        version=__version__,
        title=text(f"{document.title}, {lower_first(document.above)}" if document.above else document.title),
        styles="\n".join(element("style", Html(style)) for style in styles),
        header=joined(*above, element("h1", document.title), header),
        body=body,
        foot=text(f"{document.foot}. " if document.foot else ""),
        scripts="\n".join(element("script", Html(script)) for script in scripts),
    )


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    script = f"script-src {_hashes(scripts)}; " if scripts else ""
    return f"default-src 'none'; style-src {_hashes(styles)}; {script}base-uri 'none'; form-action 'none'"


def _hashes(contents: Iterable[str]) -> str:
    return " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in contents)


def _printed_foot(foot: str) -> str:
    escaped = re.sub("[^A-Za-z0-9 ]", lambda sign: f"\\{ord(sign[0]):x} ", cut(shown(foot), _LONGEST_FOOT))
    return f'@page{{@bottom-left{{content:"{escaped}"}}}}'
