"""OLE compound files: old Word documents and encrypted Office documents."""

import struct
from collections.abc import Mapping

from tests.documents.archive import noise

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STREAM, ROOT = 2, 5
ENTRIES_A_SECTOR = 4


def encrypted_office() -> bytes:
    """Return an encrypted Office document without content."""
    description = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption">'
        b'<keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES"/></encryption>'
    )
    secret = noise(6000)
    return ole(
        {
            "EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + description,
            "EncryptedPackage": struct.pack("<Q", 5990) + secret,
        }
    )


def old_word() -> bytes:
    """Return a compound file like a Word document of before 2007."""
    return ole(
        {"1Table": bytes(MINI_LIMIT), "WordDocument": struct.pack("<HH", 0xA5EC, 0x00C1).ljust(MINI_LIMIT, b"\0")}
    )


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file of streams by their names."""
    sectors: list[bytes] = []
    table: list[int] = []
    mini = b""
    mini_table: list[int] = []
    places: dict[str, tuple[int, int]] = {}
    for name in sorted(streams, key=lambda name: (len(name), name.upper())):
        data = streams[name]
        if len(data) < MINI_LIMIT:
            places[name] = (_chain(mini_table, len(data), MINI_SECTOR), len(data))
            mini += _filled(data, MINI_SECTOR)
        else:
            places[name] = (_store(sectors, table, data), len(data))
    root = (_store(sectors, table, mini), len(mini))
    mini_start = _store(sectors, table, _filled(struct.pack(f"<{len(mini_table)}I", *mini_table), SECTOR, b"\xff"))
    directory_start = _store(sectors, table, _directory(places, root))
    table_place = len(sectors)
    table.append(FAT)
    allocation = _filled(struct.pack(f"<{len(table)}I", *table), SECTOR, b"\xff")
    if len(allocation) > SECTOR:
        raise ValueError("more streams than one sector of the allocation table has room for")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        MAGIC, 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, directory_start, 0, MINI_LIMIT,
        mini_start, -(-len(mini_table) * 4 // SECTOR), END, 0,
        table_place, *[FREE] * 108,
    )  # fmt: skip
    return b"".join([header, *sectors, allocation])


def _store(sectors: list[bytes], table: list[int], data: bytes) -> int:
    whole = _filled(data, SECTOR)
    sectors += [whole[start : start + SECTOR] for start in range(0, len(whole), SECTOR)]
    return _chain(table, len(data), SECTOR)


def _chain(table: list[int], size: int, sector: int) -> int:
    count = -(-size // sector)
    if count == 0:
        return END
    start = len(table)
    table += [*range(start + 1, start + count), END]
    return start


def _filled(data: bytes, size: int, filler: bytes = b"\0") -> bytes:
    return data + filler * (-len(data) % size)


def _directory(places: Mapping[str, tuple[int, int]], root: tuple[int, int]) -> bytes:
    names = list(places)
    entries = [_entry("Root Entry", ROOT, root, child=1)]
    for number, name in enumerate(names, 1):
        entries.append(_entry(name, STREAM, places[name], right=number + 1 if number < len(names) else FREE))
    blank = struct.pack("<68xIII48x", FREE, FREE, FREE)
    return b"".join([*entries, *[blank] * (-len(entries) % ENTRIES_A_SECTOR)])


def _entry(name: str, kind: int, place: tuple[int, int], *, right: int = FREE, child: int = FREE) -> bytes:
    start, size = place
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, FREE, right, child, start, size)
