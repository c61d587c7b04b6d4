from hashlib import sha256

import pytest
from pydantic import ValidationError

from ksbcheck.domain.fingerprint import Fingerprint, fingerprint, suspects
from ksbcheck.domain.portfolio import Pin
from ksbcheck.domain.standard import Standard

WHOLE, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
NOW = Fingerprint(WHOLE, {"K1": "00000001", "K2": "00000002", "K3": "00000003"})


def changed(standard: Standard, **keys: object) -> Standard:
    """Return a standard with other keys, typed as if they had been read."""
    return Standard.model_validate({**standard.model_dump(mode="json"), **keys})


def test_fingerprint_has_its_form(st1414: Standard) -> None:
    whole, statements = fingerprint(st1414)
    assert Pin(standard=whole, statements=statements).by_code == statements
    assert list(statements) == list(st1414.by_code)
    assert len(set(statements.values())) == 88


def test_fingerprint_keeps_its_digests() -> None:
    # Manifests hold them: if these change, every pinned portfolio becomes suspect.
    standard = Standard.model_validate(
        {
            "format": "ksbcheck-standard/1",
            "reference": "TEST1",
            "title": "Test",
            "level": 2,
            "version": "1.0",
            "options": [{"id": "core", "title": "Core"}],
            "duties": [{"number": 1, "text": "Do it", "options": [], "mapping": "complete", "ksbs": ["K1"]}],
            "ksbs": [{"code": "K1", "options": [], "text": "What is done"}],
        }
    )
    assert fingerprint(standard) == (
        "sha256:ff77ea59924bc90c507050d007f20cc9f2568bc820e6d0735f255daaccc72572",
        {"K1": sha256(b"What is done").hexdigest()[:8]},
    )


def test_fingerprint_ignores_line_wraps(st1414: Standard) -> None:
    ksbs = [{**ksb.model_dump(), "text": ksb.text.replace(" ", "\r\n  ")} for ksb in st1414.ksbs]
    assert fingerprint(changed(st1414, ksbs=ksbs)) == fingerprint(st1414)


@pytest.mark.parametrize(
    "keys",
    [
        {"reference": "ST1415"},
        {"version": "1.1"},
        {"options": [{"id": "send", "title": "Other"}]},
        {"duties": []},
        {"ksbs": []},
    ],
    ids=lambda keys: next(iter(keys)),
)
def test_fingerprint_covers_the_standard(st1414: Standard, keys: dict) -> None:
    assert fingerprint(changed(st1414, **keys)).whole != fingerprint(st1414).whole


@pytest.mark.parametrize(
    "keys",
    [{"text": "Other"}, {"options": ["send"]}, {"mapping": "complete"}, {"ksbs": ["K7"]}],
    ids=lambda keys: next(iter(keys)),
)
def test_fingerprint_covers_duties(st1414: Standard, keys: dict) -> None:
    duties = [duty.model_dump(mode="json") for duty in st1414.duties]
    duties[4] |= keys
    other = fingerprint(changed(st1414, duties=duties))
    assert other.whole != fingerprint(st1414).whole
    assert other.statements == fingerprint(st1414).statements


def test_fingerprint_covers_owners(st1414: Standard) -> None:
    ksbs = [ksb.model_dump(mode="json") for ksb in st1414.ksbs]
    ksbs[0]["options"] = ["send"]
    other = fingerprint(changed(st1414, ksbs=ksbs))
    assert other.whole != fingerprint(st1414).whole
    assert other.statements == fingerprint(st1414).statements


@pytest.mark.parametrize("keys", [{"title": "Other"}, {"source": None, "basis": []}, {"versions": []}])
def test_fingerprint_leaves_out_other_fields(st1414: Standard, keys: dict) -> None:
    assert fingerprint(changed(st1414, **keys)) == fingerprint(st1414)


@pytest.mark.parametrize(
    ("pin", "suspect"),
    [
        (WHOLE, {"K1": False, "K2": False, "K9": False}),
        (OTHER, {"K1": True, "K2": True, "K9": True}),
        ({"standard": OTHER}, {"K1": True, "K2": True, "K9": True}),
        (
            {"standard": OTHER, "statements": {"K1": "00000001", "K2": "ffffffff"}},
            {"K1": False, "K2": True, "K9": None},
        ),
        ({"standard": OTHER, "statements": {"K9": "00000009"}}, {"K1": None, "K2": None, "K9": True}),
        ({"standard": WHOLE, "statements": {}}, {"K1": None, "K2": None, "K9": None}),
    ],
)
def test_fingerprint_finds_suspects(pin: object, suspect: dict) -> None:
    assert suspects(suspect, Pin.model_validate(pin), NOW) == suspect


@pytest.mark.parametrize(
    "pin",
    [
        "sha256:abc",
        f"{WHOLE}0",
        f"{WHOLE}\n",
        WHOLE.upper(),
        ["sha256"],
        {"statements": {}},
        {"standard": None},
        {"standard": WHOLE, "statements": None},
        {"standard": WHOLE, "statements": "K1"},
        {"standard": WHOLE, "statements": {"K1": "1234567"}},
        {"standard": WHOLE, "statements": {"K1": "1E234567"}},
        {"standard": WHOLE, "statements": {"K1": ["12345678"]}},
    ],
)
def test_fingerprint_rejects_other_text(pin: object) -> None:
    with pytest.raises(ValidationError):
        Pin.model_validate(pin)
