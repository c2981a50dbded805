"""Make codes for tablets, list tablets, shut one out."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from server.config.listening import address
from server.devices.codes import code_make
from server.devices.models import Device
from server.intake.devices import device_revoke
from shared.clock import SystemClock, instant_text


class Command(BaseCommand):
    """Keep tablets from the command line; every answer is one JSON object a line."""

    help = "Tablets: `code --officer ID…` makes a one-time code, `list` shows them, `revoke ID` shuts one out."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Know the three deeds."""
        deeds = parser.add_subparsers(dest="deed", required=True, metavar="code|list|revoke")
        code = deeds.add_parser("code", help="make a one-time code for a tablet of these officers")
        code.add_argument(
            "--officer", action="append", nargs="+", required=True, metavar="ID", dest="officers"
        )
        code.add_argument("--label", default="", help="what the tablet is called")
        code.add_argument(
            "--url", default="", help="address the tablet will use; else XUNAN_PUBLIC_URL"
        )
        deeds.add_parser("list", help="show every tablet")
        revoke = deeds.add_parser(
            "revoke", help="shut a tablet out; what it signed before stays valid"
        )
        revoke.add_argument("device", metavar="ID")
        revoke.add_argument("--officer", default="", help="who answers for it", dest="by")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        """Do the deed."""
        {"code": self._code, "list": self._list, "revoke": self._revoke}[deed](options)

    def _code(self, options: dict[str, Any]) -> None:
        set_up = settings.OPTIONS
        url = options["url"] or set_up.public_url or address(bind=set_up.bind, port=set_up.port)
        made = code_make(
            officers=list(dict.fromkeys(one for group in options["officers"] for one in group)),
            label=options["label"],
            url=url,
            now=SystemClock().now(),
            valid=timedelta(minutes=set_up.code_minutes),
        )
        self._say(asdict(made))

    def _list(self, options: dict[str, Any]) -> None:
        for device in Device.objects.prefetch_related("officers", "keys").order_by(
            "enrolled_at", "id"
        ):
            self._say(
                {
                    "device": device.id,
                    "label": device.label,
                    "app": device.app,
                    "enrolled": instant_text(device.enrolled_at),
                    "revoked": instant_text(device.revoked_at) if device.revoked_at else None,
                    "officers": sorted(link.officer_id for link in device.officers.all()),
                    "keys": sorted(key.officer_id for key in device.keys.all()),
                }
            )

    def _revoke(self, options: dict[str, Any]) -> None:
        device_revoke(device=options["device"], officer=options["by"], now=SystemClock().now())
        self._say({"device": options["device"], "revoked": True})

    def _say(self, row: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(row, ensure_ascii=False))
