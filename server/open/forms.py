"""The members answers are made of: each named in Chinese and English, each a column of a query."""

from collections.abc import Collection
from datetime import datetime

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from shared.clock import instant_text


class Instant(serializers.DateTimeField):
    """An instant as every part of this system writes it: 2026-11-22T01:10:00.123Z."""

    def to_representation(self, value: datetime) -> str:
        """Write it."""
        return instant_text(value)


def text(words: str, *, source: str | None = None, null: bool = False) -> serializers.CharField:
    """Give a text."""
    return serializers.CharField(help_text=words, source=source, allow_null=null)


def word(
    words: str, among: Collection[str], *, source: str | None = None, null: bool = False
) -> serializers.ChoiceField:
    """Give one of the words of the wire."""
    return serializers.ChoiceField(
        list(among), help_text=words, source=source, allow_null=null, allow_blank="" in among
    )


def whole(words: str, *, source: str | None = None, null: bool = False) -> serializers.IntegerField:
    """Give a whole number."""
    return serializers.IntegerField(help_text=words, source=source, allow_null=null)


def decimal(words: str, *, places: int, null: bool = False) -> serializers.DecimalField:
    """Give a measured value, a decimal in a string."""
    return serializers.DecimalField(14, places, help_text=words, allow_null=null)


def flag(words: str) -> serializers.BooleanField:
    """Give yes or no."""
    return serializers.BooleanField(help_text=words)


def day(words: str, *, source: str | None = None, null: bool = False) -> serializers.DateField:
    """Give a date."""
    return serializers.DateField(help_text=words, source=source, allow_null=null)


def moment(words: str, *, null: bool = False) -> Instant:
    """Give an instant."""
    return Instant(help_text=words, allow_null=null)


def texts(words: str) -> serializers.ListField:
    """Give a list of texts."""
    return serializers.ListField(child=serializers.CharField(), help_text=words)


def thing(words: str, *, null: bool = False) -> serializers.DictField:
    """Give a JSON object that is passed on as it is stored."""
    return serializers.DictField(help_text=words, allow_null=null)


def rings(words: str) -> serializers.ListField:
    """Give polygons: rings of points of two whole numbers."""
    point = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)
    return serializers.ListField(child=serializers.ListField(child=point), help_text=words)


def columns(output: type[serializers.Serializer], *, beside: Collection[str] = ()) -> list[str]:
    """Give the columns a query reads for an Output: its members that are no nested lists."""
    fields = output().fields.items()
    return [
        field.source or name
        for name, field in fields
        if name not in beside and not isinstance(field, serializers.BaseSerializer)
    ]


class Fault(serializers.Serializer):
    """One thing wrong."""

    where = text("出错之处 · where")
    message = text("原因 · what is wrong")
    remedy = text("处理办法 · what to do")


@extend_schema_serializer(component_name="Problem")
class ProblemForm(serializers.Serializer):
    """RFC 9457 with code, message, remedy and fields."""

    type = text("问题类型 · the kind of problem, a URI")
    title = text("同 code · the code again")
    status = whole("HTTP 状态码 · HTTP status")
    detail = text("同 message · the message again")
    code = text("稳定的代码 · stable code")
    message = text("发生了什么 · what happened")
    remedy = text("处理办法 · what to do")
    fields = Fault(many=True, help_text="逐项说明 · one entry for each fault")
