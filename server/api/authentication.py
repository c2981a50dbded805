"""Know an API client by the session of the front door; who has none is told 401."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class SessionSignIn(SessionAuthentication):
    """Take the session cookie; edits need the CSRF token as well."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in; without it Django REST framework would answer 403 for 401."""
        return 'Session realm="xunan"'


class SessionSignInScheme(SessionScheme):
    """Tell OpenAPI about it."""

    target_class = "server.api.authentication.SessionSignIn"
