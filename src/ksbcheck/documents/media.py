"""Pictures and sounds, as far as to see that they hold something. They are read with the extra `documents`."""

import warnings
from hashlib import sha256
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.domain.outline import Outline, Unread

_SIDE = 256
"""The size, in pixels, at which pictures are looked at."""
_SAME = 4
"""How much the values of one colour may differ, because compression blurs them."""
LARGE = 20_000_000
"""The number of pixels from which a failure may be for lack of memory."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")


def read_picture(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return an outline that has only a digest of what the picture shows, whatever its metadata say."""
    outliner.shows = True
    outliner.add_picture(picture_digest(file))
    return outliner.outline("picture")


def read_sound(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return an outline without places, if the sound isn't known to have no length."""
    from tinytag import TinyTag  # noqa: PLC0415 - pictures do without

    try:
        length = TinyTag.get(file.name, file_obj=file, tags=False).duration
    except Exception:  # noqa: BLE001 - a form that it doesn't know; the file may play all the same
        length = None
    if length == 0:
        raise DocumentError("it is a sound of 0 seconds", Unread.BLANK)
    outliner.shows = True
    return outliner.outline("sound")


def picture_digest(file: BinaryIO) -> str:
    """Return a digest of the pixels of a picture in a small size; raise `DocumentError` if it shows nothing."""
    pixels = 0
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=_FORMATS) as picture:
            pixels = picture.width * picture.height
            is_animated = getattr(picture, "n_frames", 1) > 1
            size, small = picture.size, _smaller(picture)
    except Image.DecompressionBombError:
        raise DocumentError("it has more pixels than are looked at", Unread.BEYOND) from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        unsure = pixels > LARGE or (isinstance(error, UnidentifiedImageError) and _is_of_many_forms(file))
        unread = Unread.BEYOND if unsure else Unread.UNREADABLE
        raise DocumentError("it is damaged: no picture that can be opened", unread) from None
    if is_plain(small) and not is_animated:
        raise DocumentError("it is a picture of one colour", Unread.BLANK)
    return sha256(f"{size} {small.mode}".encode() + small.tobytes()).hexdigest()


def _smaller(picture: Image.Image) -> Image.Image:
    """Return a copy that fits in `_SIDE`; a JPEG isn't unpacked in full for that."""
    if picture.mode in ("1", "P", "PA"):  # the others blend when they shrink, so that no line gets lost
        picture = picture.convert("L" if picture.mode == "1" else "RGBA")
    picture.thumbnail((_SIDE, _SIDE))
    picture.load()
    return picture.copy()


def is_plain(picture: Image.Image) -> bool:
    bands = picture.getextrema()
    ranges = bands if isinstance(bands[0], tuple) else (bands,)
    is_clear = picture.mode in ("RGBA", "LA") and ranges[-1] == (0, 0)
    return is_clear or all(most - least <= _SAME for least, most in ranges)


def _is_of_many_forms(file: BinaryIO) -> bool:
    """Return whether a picture is a TIFF or BMP: few programs open all their forms."""
    file.seek(0)
    return file.read(2) in (b"II", b"MM", b"BM")
