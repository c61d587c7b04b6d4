"""Trackers that people keep: tables, lists and tags that map evidence to KSBs."""
