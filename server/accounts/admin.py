"""The administrator's pages of people, and what the ledger says of bodies and officers, to read."""

from typing import Any

from allauth.account import admin as addresses  # noqa: F401  registers what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from server.accounts.models import Body, Certificate, Competence, Officer, Person
from server.accounts.people import person_rights


class ReadOnly:
    """Rows that only ledger entries may change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: an intent makes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: an intent changes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: nothing of the ledger is deleted."""
        return False


class FromLedger(ReadOnly, admin.ModelAdmin):
    """A page to read."""


class Inside(ReadOnly, admin.TabularInline):
    """Rows inside another's page, to read."""

    extra = 0


class CompetenceInside(Inside):
    """What a body may do."""

    model = Competence
    verbose_name_plural = "职权（领域、检查方式）"


class CertificateInside(Inside):
    """An officer's certificates."""

    model = Certificate
    verbose_name_plural = "执法证"


class BodyPage(FromLedger):
    """Bodies."""

    list_display = ("name", "short", "id")
    search_fields = ("name", "id")
    inlines = (CompetenceInside,)


class OfficerPage(FromLedger):
    """Officers."""

    list_display = ("name", "role", "body", "active", "id")
    list_filter = ("role", "active", "body")
    search_fields = ("name", "id", "certificates__number")
    list_select_related = ("body",)
    inlines = (CertificateInside,)


class PersonForm(UserChangeForm):
    """The facts of a sign-in; its password is only set anew, never shown."""

    class Meta(UserChangeForm.Meta):
        model = Person
        fields = "__all__"
        labels = {"is_active": "启用"}


class PersonPage(UserAdmin):
    """Sign-ins: made and changed here; made inactive, never deleted."""

    form = PersonForm
    list_display = ("username", "full_name", "role", "body", "is_active", "last_login")
    list_filter = ("role", "is_active", "body")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    list_select_related = ("body",)
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("人员", {"fields": ("full_name", "full_name_en", "role", "body", "officer", "streets")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "full_name",
                    "role",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Store, with the rights the role gives."""
        person_rights(obj)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: what they did must keep their name."""
        return False


class SecondFactorPage(ReadOnly, AuthenticatorAdmin):
    """Second factors: who has one since when. Their secrets are never shown; a lost one is taken away here."""

    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let a lost one be taken away: the person then sets up another."""
        return self.admin_site.has_permission(request)


# allauth registers pages that show and change secrets and addresses; importing them first lets ours stand.
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
admin.site.register(Authenticator, SecondFactorPage)
admin.site.unregister(Group)  # one role a person decides, not groups of rights
admin.site.register(Body, BodyPage)
admin.site.register(Officer, OfficerPage)
admin.site.register(Person, PersonPage)
