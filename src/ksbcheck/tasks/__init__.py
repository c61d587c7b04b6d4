"""The tasks of commands: read, judge, report."""
