"""Choose the adapters of the machine we run on, in this one place."""

import os
from dataclasses import dataclass
from pathlib import Path

from fieldapp.device.desktop import DesktopCamera, DesktopLocation, DesktopNetwork
from fieldapp.device.desktop_keys import DesktopKeyStore
from fieldapp.device.plyer_adapters import PlyerNotifier, PlyerPower
from fieldapp.device.ports import Camera, KeyStore, Location, Network, Notifier, Power

KEY_FILE = Path("keys") / "key-store.json"


@dataclass(frozen=True, slots=True)
class Device:
    """Hold one adapter for each port."""

    camera: Camera
    location: Location
    power: Power
    network: Network
    notifier: Notifier
    key_store: KeyStore


def device_here(folder: Path) -> Device:
    """Return the adapters for this machine; `folder` is the data folder, for keys and photos."""
    if "ANDROID_ARGUMENT" in os.environ:
        return _android(folder)
    return Device(
        camera=DesktopCamera(os.environ.get("XUNAN_CAMERA")),
        location=DesktopLocation(os.environ.get("XUNAN_TRACK")),
        power=PlyerPower(),
        network=DesktopNetwork(),
        notifier=PlyerNotifier(),
        key_store=DesktopKeyStore(folder / KEY_FILE),
    )


def _android(folder: Path) -> Device:
    # imported here: these modules reach for Android's classes as they load
    from fieldapp.device.android_camera import AndroidCamera
    from fieldapp.device.android_keys import AndroidKeyStore
    from fieldapp.device.android_location import AndroidLocation
    from fieldapp.device.android_network import AndroidNetwork

    return Device(
        camera=AndroidCamera(),
        location=AndroidLocation(),
        power=PlyerPower(),
        network=AndroidNetwork(),
        notifier=PlyerNotifier(),
        key_store=AndroidKeyStore(folder / KEY_FILE),
    )
