"""The base of every API view."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework.views import APIView

Allow = Callable[[Any], bool]


class NamedView(APIView):
    """A view that names who may use it: `allow = can_read_register`, or one function per method."""

    allow: ClassVar[Allow | Mapping[str, Allow] | None] = None
