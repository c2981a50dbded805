"""Record the arrival of a blob."""

from django.conf import settings

from server.blobs.folder import BlobFolder
from server.blobs.models import Blob


def blob_folder() -> BlobFolder:
    """Give the folder of this installation."""
    return BlobFolder(settings.DATA_DIR / "blobs")


def blob_record(*, sha256: str, size: int, device: str, position: int) -> bool:
    """Store that a blob is here; a second arrival of the same bytes changes nothing. Say whether it was new."""
    _, made = Blob.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "device": device, "position": position}
    )
    return made
