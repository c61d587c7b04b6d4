"""The command line."""

from ksbcheck.cli.app import main

__all__ = ["main"]
