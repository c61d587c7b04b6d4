"""(prototype) the table of `check`, on the shared model."""

from ksbcheck.output.terminal import write
from ksbcheck.reports.check import documents


def render(reports, screen):
    return write(documents(reports), screen)
