"""Read the query of a request: every parameter known, every fault named; nothing is passed over."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from server.api.pagination import MOST, MOST_WHOLE, PAGE


class AskedNothing(serializers.Serializer):
    """One row has no parameters."""


class Asked(serializers.Serializer):
    """What every list takes."""

    limit = serializers.IntegerField(
        min_value=1, max_value=MOST, default=PAGE, help_text="每页行数 · rows on a page"
    )
    cursor = serializers.CharField(
        default="",
        max_length=600,
        help_text="上一页给出的 next · what the page before gave as next",
    )
    after = serializers.IntegerField(
        min_value=0,
        max_value=MOST_WHOLE,
        required=False,
        help_text="只要此账本位置之后变更的行，按变更先后；没有则答 304 · only what changed after this"
        " ledger position, in the order of change; 304 when nothing did",
    )


def asked_text(words: str) -> serializers.CharField:
    """Take a text; absent means all."""
    return serializers.CharField(default="", max_length=160, help_text=words)


def asked_word(words: str, among: Any) -> serializers.ChoiceField:
    """Take one of the words; absent means all."""
    return serializers.ChoiceField(list(among), default="", help_text=words)


def asked_flag(words: str) -> serializers.BooleanField:
    """Take true; absent means either."""
    return serializers.BooleanField(default=False, help_text=words)


def asked_read(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """Give what was asked; raise ValidationError with every fault, unknown parameters too."""
    reader = form(data=request.query_params.dict())
    known = reader.fields.keys()
    faults: dict[str, Any] = {
        name: [f"没有这个参数（unknown parameter）；可用：{'、'.join(known) or '无'}。"]
        for name in request.query_params
        if name not in known
    }
    if not reader.is_valid() or faults:
        raise serializers.ValidationError({**reader.errors, **faults})
    return dict(reader.validated_data)
