"""Words, terms, icons, states and dates in templates."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from server.office.frame.wording import language, say
from shared.text import term

register = template.Library()

# A state's look: open (square, red), doing (triangle), wait (diamond), done (disc), none (grey disc).
STATE_LOOKS = {
    "found": "open", "confirmed": "open", "ordered": "doing", "rectifying": "doing", "reported_done": "wait",
    "verified": "done", "closed": "done", "dismissed": "none", "merged": "none", "accepted": "wait", "transferred": "wait",
    "filed": "wait", "done": "done", "expired": "none", "withdrawn": "none", "active": "doing", "watching": "done",
    "candidate": "wait", "treating": "doing", "retired": "none",
}  # fmt: skip


@register.simple_tag
def w(key: str, **values: object) -> str:
    """Say the sentence of `key` in the request's language."""
    return say(key, **values)


@register.simple_tag(name="term")
def term_tag(group: str, code: object) -> str:
    """Give the word of a code (shared/text/terms.toml); nothing for no code."""
    return term(group, str(code), language()) if code not in (None, "") else ""


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw a Tabler icon of the sprite; decorative, so hidden from readers."""
    address = f"{static('vendor/icons.svg')}#{name}"
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}"></use></svg>', css, address
    )


@register.simple_tag
def level(code: str | None, confidence: str = "high") -> SafeString:
    """Draw a risk level: word, colour, shape; hatched when its confidence is low."""
    if not code:
        return format_html('<span class="level none">{}</span>', say("level.none"))
    low = " is-low" if confidence == "low" else ""
    title = say("level.low_confidence") if low else ""
    return format_html(
        '<span class="level {}{}" title="{}">{}</span>',
        code,
        low,
        title,
        term("risk_level", code, language()),
    )


@register.simple_tag
def grade(code: str | None) -> SafeString:
    """Draw a hazard grade as a small label."""
    if not code:
        return SafeString("")
    return format_html(
        '<span class="grade {}">{}</span>', code, term("hazard_grade", code, language())
    )


@register.simple_tag
def state(group: str, code: str) -> SafeString:
    """Draw a state: its word, with a mark that differs by shape as well as by colour."""
    look = STATE_LOOKS.get(code, "none")
    return format_html('<span class="state is-{}">{}</span>', look, term(group, code, language()))


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date as 2026-11-22, in the district's zone."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return value.strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str:
    """Write an instant as 2026-11-22 10:02, in the district's zone."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


@register.filter
def plain(value: Decimal | None) -> str:
    """Write a decimal without a trailing zero fraction."""
    if value is None:
        return "—"
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


@register.filter
def in_language(value: object, field: str) -> str:
    """Give `<field>_en` of an object or mapping in English where it has one, else `<field>_zh` or `<field>`."""
    read = (
        value.get
        if isinstance(value, dict)
        else lambda name, default=None: getattr(value, name, default)
    )
    if language() == "en" and (text := read(f"{field}_en", None)):
        return str(text)
    return str(read(f"{field}_zh", None) or read(field, "") or "")


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """Give this page's query string with `changes` put in; an empty value takes a key out."""
    current = context["request"].GET.copy()
    current.pop("after", None)
    for key, value in changes.items():
        current.pop(key, None)
        if value not in (None, ""):
            current[key] = str(value)
    return f"?{current.urlencode()}"
