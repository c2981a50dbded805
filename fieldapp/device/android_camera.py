"""Android's camera by intent: FileProvider URI and grant flags, which plyer's camera lacks."""

from collections.abc import Callable
from pathlib import Path

from android import activity  # type: ignore[import-not-found]
from jnius import autoclass, cast

from fieldapp.device.answers import Answer, denied, ok, unavailable

REQUEST = 0x5841
GRANT = 3  # read and write
RESULT_OK = -1


class AndroidCamera:
    """Take a photo into our private folder; a killed activity leaves the file for the next start."""

    def photo_take(self, target: Path, done: Callable[[Answer[Path]], None]) -> None:
        """Open the camera; `done` is called on the activity's thread."""
        current = autoclass("org.kivy.android.PythonActivity").mActivity
        intent = autoclass("android.content.Intent")("android.media.action.IMAGE_CAPTURE")
        if intent.resolveActivity(current.getPackageManager()) is None:
            done(unavailable("没有相机应用"))
            return
        provider = autoclass("androidx.core.content.FileProvider")
        file = autoclass("java.io.File")(str(target))
        uri = provider.getUriForFile(current, f"{current.getPackageName()}.files", file)
        intent.putExtra("output", cast("android.os.Parcelable", uri))
        intent.addFlags(GRANT)

        def returned(request: int, result: int, data: object) -> None:
            if request != REQUEST:
                return
            activity.unbind(on_activity_result=returned)
            taken = result == RESULT_OK and target.exists() and target.stat().st_size > 0
            done(ok(target) if taken else denied("没有拍照"))

        activity.bind(on_activity_result=returned)
        current.startActivityForResult(intent, REQUEST)
