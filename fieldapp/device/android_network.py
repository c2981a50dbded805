"""Android's answer to whether there is a network."""

from jnius import autoclass

from fieldapp.device.answers import Answer, ok

TRANSPORTS = {0: "mobile", 1: "wifi", 3: "wired"}


class AndroidNetwork:
    """Ask the ConnectivityManager."""

    def kind_get(self) -> Answer[str]:
        """Return wifi, mobile, wired or none."""
        current = autoclass("org.kivy.android.PythonActivity").mActivity
        manager = current.getSystemService("connectivity")
        able = manager.getNetworkCapabilities(manager.getActiveNetwork())
        if able is None:
            return ok("none")
        found = (kind for code, kind in TRANSPORTS.items() if able.hasTransport(code))
        return ok(next(found, "none"))
