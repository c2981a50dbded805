"""Plyer where it is sound: battery and notices. Its camera and GPS are not (see the Android ones)."""

from fieldapp.device.answers import Answer, ok, unavailable
from fieldapp.device.ports import Battery


class PlyerPower:
    """Ask plyer for the charge."""

    def battery_get(self) -> Answer[Battery]:
        """Return the charge, or that this machine has no battery."""
        try:
            from plyer import battery

            status = battery.status
            percent, charging = status.get("percentage"), status.get("isCharging")
        except Exception as error:  # plyer lets through whatever its platform part meets
            return unavailable(type(error).__name__)
        if percent is None:
            return unavailable("no battery")
        return ok(Battery(percent=round(percent), charging=bool(charging)))


class PlyerNotifier:
    """Show notices by plyer."""

    def notice_show(self, title: str, text: str) -> Answer[None]:
        """Show a short notice."""
        try:
            from plyer import notification

            notification.notify(title=title, message=text, app_name="巡安")
        except Exception as error:  # plyer lets through whatever its platform part meets
            return unavailable(type(error).__name__)
        return ok(None)
