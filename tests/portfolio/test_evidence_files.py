"""What may be kept as evidence: by what is in it, with nothing hidden, and no trick."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from portfolio.evidence import looking, packed, pictures
from portfolio.evidence.looking import accept
from portfolio.evidence.refusal import FileRefused

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PLACE = "Bay 3, by the window"


def word() -> bytes:
    held = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("What I learned.")
    document.save(held)
    return held.getvalue()


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, "teal").save(held, "JPEG", exif=exif, comment=PLACE.encode())
    return held.getvalue()


def png() -> bytes:
    held, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Comment", PLACE)
    Image.new("RGBA", (8, 8), (0, 80, 80, 100)).save(held, "PNG", pnginfo=words)
    return held.getvalue()


def webp() -> bytes:
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE
    Image.new("RGB", (8, 8)).save(held, "WEBP", exif=exif.tobytes())
    return held.getvalue()


def packed_as(*parts: tuple[str, bytes], comment: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
        archive.comment = comment
    return held.getvalue()


TYPES = ("[Content_Types].xml", b"<Types/>")
BODY = ("word/document.xml", b"<w:document/>")


@pytest.mark.parametrize(
    ("kind", "make"),
    [("pdf", lambda: PDF), ("docx", word), ("jpg", jpeg), ("png", png), ("webp", webp)],
)
def test_what_is_usual_is_kept(kind: str, make: Callable[[], bytes]) -> None:
    assert accept(make()).kind == kind


def test_open_documents_are_kept() -> None:
    text = ("mimetype", b"application/vnd.oasis.opendocument.text")
    assert accept(packed_as(text, ("content.xml", b"<x/>"))).kind == "odt"


@pytest.mark.parametrize("make", [jpeg, png, webp])
def test_a_picture_tells_nothing_besides_its_points(make: Callable[[], bytes]) -> None:
    came = make()
    assert PLACE.encode() in came
    kept = accept(came).data
    assert PLACE.encode() not in kept and b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif() and "comment" not in {key.lower() for key in picture.info}


def test_a_picture_stands_upright_and_is_no_larger_than_needed() -> None:
    with Image.open(io.BytesIO(accept(jpeg((60, 40))).data)) as picture:
        assert picture.size == (40, 60)
    with Image.open(io.BytesIO(accept(jpeg((8_000, 10))).data)) as picture:
        assert max(picture.size) <= pictures.LONGEST_SIDE


def test_what_hangs_behind_a_picture_is_gone() -> None:
    assert b"PK\x03\x04" not in accept(png() + packed_as(BODY)).data


def huge() -> bytes:
    """A PNG that says it has 100,000 by 100,000 points."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def lying() -> bytes:
    """A part that unpacks to more than it says."""
    data = bytearray(packed_as(TYPES, ("word/document.xml", b"x" * 50_000)))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark, data.find(mark) + 4)
        data[at + place : at + place + 4] = struct.pack("<I", 10)
    return bytes(data)


def small_bomb() -> bytes:
    """Zeros by the hundred megabytes that say they are a hundred bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(*TYPES)
        archive.writestr(*BODY)
        archive.writestr("word/media.bin", b"\0" * 20_000_000, zipfile.ZIP_BZIP2)
    return held.getvalue()


def torn_lzma() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr(*TYPES)
        archive.writestr("word/document.xml", bytes(range(256)) * 20)
    data = bytearray(held.getvalue())
    at = data.find(b"word/document.xml") + len(b"word/document.xml") + 4
    data[at : at + 5] = b"\xff" * 5
    return bytes(data)


def with_password() -> bytes:
    data = bytearray(word())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"%PDF" + b"x" * looking.LARGEST, "larger than 10 MB", id="too large"),
        pytest.param(b"MZ\x90\x00", "Only PDF", id="a program"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only PDF", id="svg"),
        pytest.param(b"<html><script>1</script>", "Only PDF", id="a page"),
        pytest.param(looking.OLD_OFFICE + b"x", "older Office", id="old office"),
        pytest.param(b"\0\0\0\x18ftypheic", "JPEG", id="heic"),
        pytest.param(PDF[:-8], "cut off", id="pdf cut off"),
        pytest.param(PDF + word(), "cut off", id="pdf and zip"),
        pytest.param(
            PDF + packed_as(BODY, comment=b"\n%%EOF\n"), "something else", id="pdf in a remark"
        ),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "ZIP", id="an empty zip"),
        pytest.param(packed_as(("notes.txt", b"x")), "ZIP", id="a zip"),
        pytest.param(word()[:-40], "damaged", id="docx cut off"),
        pytest.param(b"PK" + word(), "two files", id="something before"),
        pytest.param(packed_as(TYPES, BODY, comment=b"x"), "two files", id="a remark"),
        pytest.param(packed_as(TYPES, BODY, ("word/vbaProject.bin", b"x")), "macro", id="macro"),
        pytest.param(
            packed_as((TYPES[0], b"application/vnd.ms-word.document.macroEnabled"), BODY),
            "macro",
            id="called a macro",
        ),
        pytest.param(packed_as(TYPES, BODY, ("../../x", b"x")), "no Office", id="a path"),
        pytest.param(packed_as(TYPES, BODY, ("/etc/x", b"x")), "no Office", id="a root"),
        pytest.param(packed_as(TYPES, BODY, ("WORD/document.xml", b"x")), "no Office", id="twice"),
        pytest.param(with_password(), "password", id="a password"),
        pytest.param(
            packed_as(TYPES, BODY, ("x", b"\0" * (packed.MOST_UNPACKED + 1))),
            "far too large",
            id="a bomb",
        ),
        pytest.param(
            packed_as(TYPES, BODY, *((f"{n}", b"") for n in range(packed.MOST_PARTS))),
            "far too large",
            id="many parts",
        ),
        pytest.param(lying(), "damaged", id="a lying size"),
        pytest.param(torn_lzma(), "no Office", id="of another packing"),
        pytest.param(small_bomb(), "no Office", id="a bomb in a few bytes"),
        pytest.param(
            packed_as((TYPES[0].lower(), b"macroEnabled"), BODY), "macro", id="in small letters"
        ),
        pytest.param(huge(), "more points", id="a picture of bombs"),
        pytest.param(jpeg()[:200], "damaged", id="half a picture"),
    ],
)
def test_the_rest_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        accept(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_look(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([PDF, WORD, JPEG, PNG, WEBP]))
    cut = data.draw(st.integers(0, len(whole)))
    hurt = bytearray(whole[:cut] if data.draw(st.booleans()) else whole)
    for _count in range(data.draw(st.integers(0, 5))):
        if hurt:
            hurt[data.draw(st.integers(0, len(hurt) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert accept(bytes(hurt)).kind in looking.TYPES
    except FileRefused as refused:
        assert str(refused)


WORD, JPEG, PNG, WEBP = word(), jpeg(), png(), webp()
