"""(prototype) the table of `compare`, on the shared model."""

from ksbcheck.output.terminal import write
from ksbcheck.reports.compare import document


def render(compared, screen):
    return write([document(compared)], screen)


from ksbcheck.reports.compare import _CHANGES, rung_of  # noqa: F401

CHANGES = {
    change: (m, w, t, {"bad": "red", "doubtful": "yellow", "good": "green"}[l])
    for change, (m, w, t, l) in _CHANGES.items()
}
