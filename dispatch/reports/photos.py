"""Photos of a report: believed only when they open as a picture; kept as they came, with their hash."""

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from dispatch.reports.models import ReportPhoto, ResponseReport
from units.access.refused import Refused

MOST_PHOTOS = 12
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def read_photo(file: BinaryIO) -> tuple[bytes, str]:
    """(content, extension). Raises `Refused` for what is too large, no picture, or of a kind browsers do not show."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _refusal(_("A photo may have at most 10 MB."))
    try:
        with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _refusal(_("A photo may have at most 50 megapixels."))
            image.verify()
            return content, EXTENSIONS[image.format]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _refusal(_("This file is no photo: send JPEG, PNG or WebP.")) from None


def keep_photos(report: ResponseReport, files: Sequence[BinaryIO], *, taken_at: datetime | None = None) -> int:
    """Store photos with the report, each once (a photo sent again has the same hash); returns how many are new."""
    have = set(report.photos.values_list("sha256", flat=True))
    new = []
    for file in files:
        content, extension = read_photo(file)
        digest = hashlib.sha256(content).hexdigest()
        if digest not in have:
            have.add(digest)
            new.append((content, extension, digest))
    if len(have) > MOST_PHOTOS:
        raise _refusal(_("A report holds at most %(number)s photos.") % {"number": MOST_PHOTOS})
    for content, extension, digest in new:
        photo = ReportPhoto(report=report, sha256=digest, taken_at=taken_at)
        photo.image.save(f"{report.pk}-{digest[:16]}.{extension}", ContentFile(content), save=True)
    return len(new)


def _refusal(words: str) -> Refused:
    return Refused(words, code="photo", field="photos")
