"""(prototype) the table of `gateway`, on the shared model."""

from ksbcheck.output.terminal import write
from ksbcheck.reports.gateway import documents


def render(gateways, screen):
    return write(documents(gateways), screen)
