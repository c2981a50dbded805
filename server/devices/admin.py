"""The administrator's pages of tablets and their codes, to read; deeds are done by commands and the office page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from server.accounts.admin import FromLedger, Inside
from server.devices.models import Code, Device, DeviceOfficer, OfficerKey


class OfficersInside(Inside):
    """Who may work on a tablet."""

    model = DeviceOfficer
    verbose_name_plural = "使用人员"


class KeysInside(Inside):
    """Whose signing key it holds."""

    model = OfficerKey
    verbose_name_plural = "人员签名密钥"
    exclude = ("public_key",)


class DevicePage(FromLedger):
    """Tablets."""

    list_display = ("label", "app", "enrolled_at", "revoked_at", "id")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("label", "id")
    exclude = ("public_key",)
    inlines = (OfficersInside, KeysInside)


class CodePage(FromLedger):
    """One-time codes; a wrong one may be taken back as long as nobody used it."""

    list_display = ("label", "officers", "made_at", "expires_at", "used_at", "device")
    list_filter = (("used_at", admin.EmptyFieldListFilter),)
    list_select_related = ("device",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let an unused code be taken back; a used one proves officers' keys."""
        return obj is not None and obj.used_at is None and self.admin_site.has_permission(request)


admin.site.register(Device, DevicePage)
admin.site.register(Code, CodePage)
