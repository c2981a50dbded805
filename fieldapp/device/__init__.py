"""What a tablet has besides a screen: camera, place, power, network, a voice, a safe for keys.

Each is a Protocol with a desktop stand-in, a plyer adapter where plyer is sound and a thin
Android one through pyjnius. No call raises: it answers `ok`, `unavailable` or `denied`, and the
screen shows the other way (pick a file, tap the map, type). `device_here()` chooses, in one place.
"""

from fieldapp.device.answers import Answer, denied, ok, unavailable
from fieldapp.device.choosing import Device, device_here
from fieldapp.device.ports import (
    Battery,
    Camera,
    Fix,
    KeyStore,
    Location,
    Network,
    Notifier,
    Power,
)

__all__ = [
    "Answer",
    "Battery",
    "Camera",
    "Device",
    "Fix",
    "KeyStore",
    "Location",
    "Network",
    "Notifier",
    "Power",
    "denied",
    "device_here",
    "ok",
    "unavailable",
]
