"""Android's own LocationManager: no Google services, WGS-84 as received, mock positions marked."""

import threading

from android.permissions import (  # type: ignore[import-not-found]
    Permission,
    check_permission,
    request_permissions,
)
from jnius import PythonJavaClass, autoclass, java_method

from fieldapp.device.answers import Answer, denied, ok, unavailable
from fieldapp.device.ports import Fix
from shared.clock import instant_text

PROVIDERS = ("gps", "network")


class _Listener(PythonJavaClass):
    __javainterfaces__ = ["android/location/LocationListener"]

    def __init__(self) -> None:
        super().__init__()
        self.found = threading.Event()
        self.location = None

    @java_method("(Landroid/location/Location;)V")
    def onLocationChanged(self, location):
        self.location = location
        self.found.set()

    @java_method("(Ljava/lang/String;)V")
    def onProviderEnabled(self, provider):
        return None

    @java_method("(Ljava/lang/String;)V")
    def onProviderDisabled(self, provider):
        return None


class AndroidLocation:
    """Ask each enabled provider until one answers."""

    def fix_get(self, seconds: float) -> Answer[Fix]:
        """Wait at most so long; call it off the drawing thread."""
        wanted = [Permission.ACCESS_FINE_LOCATION, Permission.ACCESS_COARSE_LOCATION]
        if not any(check_permission(name) for name in wanted):
            request_permissions(wanted)  # both at once: Android 12 asks so
            return denied("未授予定位权限")
        activity = autoclass("org.kivy.android.PythonActivity").mActivity
        manager = activity.getSystemService("location")
        enabled = [name for name in PROVIDERS if manager.isProviderEnabled(name)]
        if not enabled:
            return unavailable("定位开关已关闭")
        listener = _Listener()
        looper = autoclass("android.os.Looper").getMainLooper()
        for name in enabled:
            manager.requestLocationUpdates(name, 0, 0.0, listener, looper)
        listener.found.wait(seconds)
        manager.removeUpdates(listener)
        if listener.location is None:
            return unavailable("在规定时间内没有定位到")
        return ok(_fix(listener.location))


def _fix(location) -> Fix:
    from datetime import UTC, datetime

    at = datetime.fromtimestamp(location.getTime() / 1000, UTC)
    return Fix(
        lon_e7=round(location.getLongitude() * 10_000_000),
        lat_e7=round(location.getLatitude() * 10_000_000),
        accuracy_m=round(location.getAccuracy()) if location.hasAccuracy() else 9999,
        at=instant_text(at),
        provider=str(location.getProvider()),
        mock=bool(location.isFromMockProvider()),
    )
