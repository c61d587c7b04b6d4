"""`python -m ksbcheck`."""

from ksbcheck.cli import main

main()
