"""Deny by default: a view names the function that lets a person in."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Named(BasePermission):
    """Let in whom the view's `allow` function lets in; a view without one lets nobody in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the function the view names for this method."""
        allow = getattr(type(view), "allow", None)  # of the class: a function, not a bound method
        if isinstance(allow, dict):
            allow = allow.get(request.method)
        if allow is None or not request.user or not request.user.is_authenticated:
            return False
        return bool(allow(request.user))


class SignedIn(BasePermission):
    """Let in whoever is signed in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Look for an active sign-in."""
        return bool(request.user and request.user.is_authenticated)
