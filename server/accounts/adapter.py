"""Sign-in by allauth, with the front door closed: accounts are made by the administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):
    """Refuse self-registration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: nobody may give themselves a role."""
        return False
