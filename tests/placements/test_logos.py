"""Logos of clients: what is taken and what is left out of it, who sees it, and the page where staff choose it."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from careerpath.accounts.roles import Role
from cohorts.partners.qr import as_png
from placements.logos import LARGE, MOST_BYTES, MOVES, SIDES, UNKNOWN, WRONG, LogoRefused, Picture, look
from placements.models import ClientLogo
from placements.services.logos import keep_logo
from tests.factories import make_user
from tests.placements.factories import make_client, make_contact

PNG = as_png("https://example.org")


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 40, height: int = 20, *, extra: bytes = b"", pixels: bytes | None = None) -> bytes:
    """A grey picture."""
    rows = (b"\0" + b"\x7f" * width) * height if pixels is None else pixels
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def segment(kind: int, data: bytes) -> bytes:
    """A part of a JPEG."""
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


SIZE = segment(0xC0, b"\x08" + struct.pack(">HH", 30, 60) + b"\x01\x01\x11\x00")
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF\0") + SIZE + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"pixels\xff\xd9"


def webp(*parts: tuple[bytes, bytes]) -> bytes:
    """A WebP of these parts."""
    inside = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in parts
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


LOSSY = (b"VP8 ", b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 64, 32) + b"pixels")
EXTENDED = b"\x18\0\0\0" + (63).to_bytes(3, "little") + (31).to_bytes(3, "little")


def test_what_is_no_picture_is_left_out() -> None:
    assert look(png(extra=chunk(b"tEXt", b"Author\0Ana") + chunk(b"eXIf", b"GPS"))) == look(png())
    assert look(png() + b"<script>") == Picture(png(), "image/png", 40, 20)
    camera = JPEG[:2] + segment(0xE1, b"Exif\0\0GPS") + segment(0xFE, b"Ana") + JPEG[2:] + b"behind"
    assert look(camera) == Picture(JPEG, "image/jpeg", 60, 30)
    kept = webp((b"VP8X", b"\x10" + EXTENDED[1:]), LOSSY)
    assert look(webp((b"VP8X", EXTENDED), LOSSY, (b"EXIF", b"GPS"))) == Picture(kept, "image/webp", 64, 32)
    lossless = webp((b"VP8L", b"\x2f" + struct.pack("<I", 63 | 31 << 14) + b"pixels"))
    assert look(lossless) == Picture(lossless, "image/webp", 64, 32)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", UNKNOWN),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', UNKNOWN),
        (b"%PDF-1.7", UNKNOWN),
        (png()[:-20], WRONG),
        (png().replace(b"IDAT", b"IDAX"), WRONG),
        (png(pixels=b"\0"), WRONG),
        (png(pixels=b"\0" * 5_000_000), WRONG),
        (png(2001), SIDES),
        (png(8, 8), SIDES),
        (png(extra=chunk(b"acTL", b"\0" * 8)), MOVES),
        (JPEG[:-2], WRONG),
        (JPEG.replace(SIZE, b""), WRONG),
        (webp((b"VP8X", EXTENDED)), WRONG),
        (webp((b"VP8X", EXTENDED), (b"ANIM", b"\0" * 6), LOSSY), MOVES),
        (webp(LOSSY)[:-6], WRONG),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_BYTES, LARGE),
    ],
)
def test_what_is_no_whole_small_still_picture_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(LogoRefused) as refused:
        look(content)
    assert str(refused.value) == why


@pytest.mark.parametrize("whole", [png(), JPEG, webp((b"VP8X", EXTENDED), LOSSY)], ids=["png", "jpeg", "webp"])
def test_a_file_cut_anywhere_is_refused_and_never_an_error(whole: bytes) -> None:
    for end in range(len(whole)):
        with pytest.raises(LogoRefused):
            look(whole[:end])


@pytest.mark.django_db
def test_staff_choose_a_logo_and_only_the_clients_own_contacts_see_it(signed_in) -> None:
    client, other = make_client(), make_client()
    keep_logo(other, png(), by=make_user())
    staff, page = signed_in(Role.RECRUITER), reverse("admin:placements-client-logo", args=[client.slug])
    refused = staff.post(page, {"picture": SimpleUploadedFile("logo.png", b"<svg/>")})
    assert (refused.status_code, UNKNOWN in refused.text) == (422, True)
    assert staff.post(page, {}).status_code == 422
    assert staff.post(page, {"picture": SimpleUploadedFile("logo.png", PNG)}).status_code == 302
    about = f'alt="Logo of {client.name}"'
    assert about in staff.get(reverse("admin:placements-client", args=[client.slug])).text
    contact = signed_in(make_contact(client))
    assert about in contact.get(reverse("placements:portal")).text
    shown = contact.get(reverse("placements:logo", args=[client.pk]))
    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (PNG, "image/png", "nosniff")
    assert contact.get(reverse("placements:logo", args=[other.pk])).status_code == 404
    assert staff.post(page, {"picture": SimpleUploadedFile("logo.jpg", JPEG)}).status_code == 302
    assert staff.get(reverse("admin:placements-client-logo-file", args=[client.slug]))["Content-Type"] == "image/jpeg"
    assert staff.post(page, {"remove": "1"}).status_code == 302
    assert list(ClientLogo.objects.values_list("client", flat=True)) == [other.pk]
    assert about not in contact.get(reverse("placements:portal")).text
