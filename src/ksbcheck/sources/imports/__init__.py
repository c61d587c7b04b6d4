"""Readers of standards in other people's formats."""
