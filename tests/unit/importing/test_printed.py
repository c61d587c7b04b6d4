"""Codes in a cell, however they are separated, and nothing that is not a code."""

import pytest

from ksbcheck.importing.printed import codes_in

ONLY_CODES = [
    ("K1 K2", "K1 K2"),
    ("K1, S2; B3", "K1 S2 B3"),
    ("K1K2S1", "K1 K2 S1"),
    ("K1\n\nS1 |", "K1 S1"),
    ("(K1) & [S1]", "K1 S1"),
    ("K1 and K2", "K1 K2"),
    ("K1 K1", "K1"),
    ("TK1 TS2 ESB3", "TK1 TS2 ESB3"),
    ("K1-K3, S1", "K1 K2 K3 S1"),
    ("K1 – 3", "K1 K2 K3"),
    ("K9 to K11", "K9 K10 K11"),
    ("", ""),
    (" | ", ""),
]
MORE = [
    "K1: text",
    "K1 text",
    "K0",
    "K",
    "K1x",
    "KSB1",
    "K10000",
    "K3 to K1",
    "K1 to S3",
    "K1 to K900",
    "K1–",
    "sandwich",
]


@pytest.mark.parametrize(("text", "codes"), ONLY_CODES)
def test_codes(text, codes):
    assert codes_in(text) == tuple(codes.split())


@pytest.mark.parametrize("text", MORE)
def test_what_holds_more_than_codes(text):
    assert codes_in(text) is None
