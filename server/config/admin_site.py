"""The administrator's reference data behind the same sign-in as everything else."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from server.accounts.permissions import can_edit_person


class AdministratorSite(AdminSite):
    """Django's admin, for administrators only; throttles and second factors of the front door hold."""

    site_header = "巡安 · 后台管理"
    site_title = "巡安后台"
    index_title = "人员、终端与基础数据"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let administrators in."""
        return can_edit_person(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Send to the one sign-in; its throttles and second factors would be missing here."""
        return secure_admin_login(super().login)(request, extra_context)
