"""Pictures and sounds: whether they hold anything, and whether two are the same."""

import wave
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from ksbcheck.documents.media import picture_digest, read_picture, read_sound
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.domain.outline import Outline, Unread
from tests.documents import jpeg, png, truncated


def picture(
    form: str, mode: str = "RGB", *, line: bool = True, size: tuple[int, int] = (400, 300), **more: object
) -> bytes:
    image = Image.new(mode, size, "white")
    if line:
        ImageDraw.Draw(image).line((10, 10, 390, 200), fill="black")
    written = BytesIO()
    image.save(written, form, **more)
    return written.getvalue()


def trouble(data: bytes) -> Unread:
    with pytest.raises(DocumentError) as caught:
        picture_digest(BytesIO(data))
    return caught.value.unread


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_pictures_of_one_colour_are_blank(form: str) -> None:
    assert trouble(picture(form, line=False)) is Unread.BLANK
    assert picture_digest(BytesIO(picture(form)))


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
def test_pictures_of_each_mode_are_looked_at(mode: str) -> None:
    form = "TIFF" if mode == "CMYK" else "PNG"
    assert trouble(picture(form, mode, line=False)) is Unread.BLANK
    assert picture_digest(BytesIO(picture(form, mode)))


def test_clear_pictures_are_blank() -> None:
    image = Image.new("RGBA", (9, 9), (0, 0, 0, 0))
    image.putpixel((1, 1), (255, 0, 0, 0))
    written = BytesIO()
    image.save(written, "PNG")
    assert trouble(written.getvalue()) is Unread.BLANK


def test_films_that_begin_with_one_colour_are_not_blank() -> None:
    frames = [Image.new("L", (9, 9), colour) for colour in (0, 255)]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    assert picture_digest(written)


def test_pictures_are_the_same_with_other_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "the bed"
    assert picture_digest(BytesIO(picture("JPEG"))) == picture_digest(BytesIO(picture("JPEG", exif=exif)))
    assert picture_digest(BytesIO(png())) != picture_digest(BytesIO(png(b"\0\xff")))


def test_large_pictures_are_read_small() -> None:
    assert picture_digest(BytesIO(picture("JPEG", size=(6000, 4000))))
    bomb = BytesIO(picture("PNG", "1", size=(20_000, 20_000)))
    with pytest.raises(DocumentError, match="more pixels") as caught:
        picture_digest(bomb)
    assert caught.value.unread is Unread.BEYOND


@pytest.mark.parametrize(
    "data", [truncated(picture("PNG"), 0.5), truncated(picture("JPEG"), 0.5), b"\xff\xd8\xff\xe0 no", b""]
)
def test_damaged_pictures_cannot_be_read(data: bytes) -> None:
    assert trouble(data) is Unread.UNREADABLE


def test_rare_forms_of_pictures_are_left_unread() -> None:
    assert trouble(b"II*\0\x08\0\0\0 a form that few programs open") is Unread.BEYOND


def test_picture_has_no_places() -> None:
    outliner = Outliner()
    found = read_picture(BytesIO(png()), outliner)
    assert found == Outline("picture", without_text="all", pictures=(picture_digest(BytesIO(png())),), shows=True)
    assert trouble(jpeg()) is Unread.BLANK


def sound(frames: int) -> BytesIO:
    written = BytesIO()
    written.name = "talk.wav"
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(b"\1\2" * frames)
    written.seek(0)
    return written


def test_sounds_without_length_are_blank() -> None:
    assert read_sound(sound(8_000), Outliner()).noun == "sound"
    with pytest.raises(DocumentError, match="0 seconds") as caught:
        read_sound(sound(0), Outliner())
    assert caught.value.unread is Unread.BLANK


@pytest.mark.parametrize(
    ("name", "data"), [("a.flac", b"fLaC"), ("a.mp3", b"ID3"), ("a.ogg", b"OggS\0"), ("a.wma", b"0&")]
)
def test_sounds_of_unknown_form_are_left_alone(name: str, data: bytes) -> None:
    file = BytesIO(data)
    file.name = name
    assert read_sound(file, Outliner()).noun == "sound"
