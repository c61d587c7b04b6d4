"""(prototype) the table of `compare`, on the shared model."""

from ksbcheck.output.terminal import write
from ksbcheck.reports.compare import document


def render(compared, screen):
    return write([document(compared)], screen)
