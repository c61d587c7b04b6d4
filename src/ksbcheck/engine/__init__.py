"""Judging: pure, from values to values."""
