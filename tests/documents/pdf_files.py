"""PDF files by the PDF 1.4 reference: of text, of pictures only, and encrypted."""

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import md5
from itertools import accumulate

Page = str | Sequence[str]
"""A page's text, or its lines."""

Cipher = Callable[[int, bytes], bytes]
"""Encrypts the stream of an object, by its number."""

TEXT_RESOURCES = (
    b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
)
ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
ID = b"ksbcheck-testing"
PERMISSIONS = -4
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def pdf(pages: Sequence[Page], *, compressed: bool = False, modified: str | None = None) -> bytes:
    """Return a PDF with a page for each text, in Helvetica; only characters of Windows code page 1252 can be in it."""
    info = [f"<< /ModDate ({modified}) >>".encode()] if modified else []
    trailer = b"/Info 4 0 R " if info else b""
    return _pdf(map(_text, pages), TEXT_RESOURCES, info, compressed=compressed, trailer=trailer)


def drawn_pdf(drawing: bytes) -> bytes:
    """Return a PDF with a page of drawing operators alone."""
    return _pdf([drawing], b"<< >>")


def form_pdf(value: str, kind: bytes = b"Widget") -> bytes:
    """Return a PDF with a blank page and an annotation: by default a field of a form with what was typed into it."""
    note = b"<< /Type /Annot /Subtype /%b /FT /Tx /T (a) /V (%b) /Contents (%b) /Rect [50 600 350 620] /P 2 0 R >>"
    page = b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>"
    tree = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    fields = b"<< /Type /Catalog /Pages 3 0 R /AcroForm << /Fields [4 0 R] >> >>"
    return _file([fields, page, tree, note % (kind, value.encode(), value.encode())], b"")


def long_pdf(pages: int = 5000) -> bytes:
    """Return a PDF of many numbered pages."""
    return pdf([f"Page {number} of {pages}" for number in range(1, pages + 1)])


def pdf_without_text(pages: int = 1, *, pixels: bytes = b"\xff\xee\xee\xff", height: int = 780) -> bytes:
    """Return a scanned PDF: each page is a picture of two by two grey pixels."""
    picture = _stream(
        b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 ",
        pixels,
    )
    drawn = b"q 595 0 0 %d 0 62 cm /Im1 Do Q 56 56 m 539 56 l S" % height
    return _pdf([drawn] * pages, b"<< /XObject << /Im1 4 0 R >> >>", [picture])


def encrypted_pdf(pages: Sequence[Page], user_password: str, *, bits: int = 128) -> bytes:
    """Return a PDF encrypted with RC4 of 40 or 128 bits. With an empty user password it opens without asking."""
    lock = _Lock(_padded(user_password), bits)
    return _pdf(map(_text, pages), TEXT_RESOURCES, cipher=lock.encrypt, trailer=lock.trailer)


def _text(page: Page) -> bytes:
    lines = page.splitlines() if isinstance(page, str) else page
    shown = "".join(f"({line.translate(ESCAPES)}) Tj T*\n" for line in lines)
    return f"BT /F1 9 Tf 11 TL 40 800 Td\n{shown}ET".encode("cp1252")


def _pdf(
    contents: Iterable[bytes],
    resources: bytes,
    shared: Sequence[bytes] = (),
    *,
    compressed: bool = False,
    cipher: Cipher | None = None,
    trailer: bytes = b"",
) -> bytes:
    first = 4 + len(shared)
    bodies: list[bytes] = []
    for number, content in enumerate(contents):
        page = first + 2 * number
        data = zlib.compress(content) if compressed else content
        bodies += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources 3 0 R /Contents %d 0 R >>" % (page + 1),
            _stream(b"/Filter /FlateDecode " if compressed else b"", cipher(page + 1, data) if cipher else data),
        ]
    kids = b" ".join(b"%d 0 R" % page for page in range(first, first + len(bodies), 2))
    tree = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(bodies) // 2)
    return _file([b"<< /Type /Catalog /Pages 2 0 R >>", tree, resources, *shared, *bodies], trailer)


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %b/Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)


def _file(bodies: Sequence[bytes], trailer: bytes) -> bytes:
    head = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    objects = [b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(bodies, 1)]
    *offsets, end = accumulate(map(len, objects), initial=len(head))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return b"".join(
        [
            head,
            *objects,
            b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table),
            b"trailer\n<< /Size %d /Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, end),
        ]
    )


@dataclass(frozen=True)
class _Lock:
    """The standard security handler: revision 2 with a key of 40 bits, revision 3 with one of 128."""

    user: bytes
    bits: int

    @property
    def revision(self) -> int:
        return 2 if self.bits == 40 else 3

    @property
    def rounds(self) -> int:
        return 0 if self.revision == 2 else 50

    @property
    def owner_entry(self) -> bytes:
        return self._wrapped(self._digest(_padded("owner"), self.rounds), self.user)

    @property
    def key(self) -> bytes:
        permissions = PERMISSIONS.to_bytes(4, "little", signed=True)
        return self._digest(self.user + self.owner_entry + permissions + ID, self.rounds)

    @property
    def user_entry(self) -> bytes:
        if self.revision == 2:
            return _rc4(self.key, PADDING)
        return self._wrapped(self.key, _md5(PADDING + ID)).ljust(32, b"\0")

    @property
    def trailer(self) -> bytes:
        handler = f"/Filter /Standard /V {self.revision - 1} /R {self.revision} /Length {self.bits}"
        entries = f"/O <{self.owner_entry.hex()}> /U <{self.user_entry.hex()}> /P {PERMISSIONS}"
        return f"/ID [<{ID.hex()}> <{ID.hex()}>] /Encrypt << {handler} {entries} >> ".encode()

    def encrypt(self, number: int, data: bytes) -> bytes:
        """Encrypt the stream of an object."""
        key = _md5(self.key + number.to_bytes(3, "little") + b"\0\0")
        return _rc4(key[: min(len(self.key) + 5, 16)], data)

    def _digest(self, data: bytes, rounds: int) -> bytes:
        length = self.bits // 8
        digest = _md5(data)
        for _ in range(rounds):
            digest = _md5(digest[:length])
        return digest[:length]

    def _wrapped(self, key: bytes, data: bytes) -> bytes:
        for turn in range(1 if self.revision == 2 else 20):
            data = _rc4(bytes(byte ^ turn for byte in key), data)
        return data


def _padded(password: str) -> bytes:
    return (password.encode("cp1252") + PADDING)[:32]


def _md5(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) % 256
        state[place], state[other] = state[other], state[place]
    result = bytearray()
    other = 0
    for count, byte in enumerate(data, 1):
        place = count % 256
        other = (other + state[place]) % 256
        state[place], state[other] = state[other], state[place]
        result.append(byte ^ state[(state[place] + state[other]) % 256])
    return bytes(result)
