"""Words, terms, icons, states and dates in templates."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from server.blobs.services import blob_folder
from server.office.frame.wording import has, language, say
from shared.text import term, terms

register = template.Library()

# A state's look: open (square, red), doing (triangle), wait (diamond), done (disc), none (grey disc).
STATE_LOOKS = {
    "found": "open", "confirmed": "open", "ordered": "doing", "rectifying": "doing", "reported_done": "wait",
    "verified": "done", "closed": "done", "dismissed": "none", "merged": "none", "accepted": "wait", "transferred": "wait",
    "filed": "done", "done": "done", "expired": "none", "withdrawn": "none", "active": "none", "watching": "done",
    "candidate": "wait", "treating": "doing", "retired": "none", "approved": "done", "published": "done",
    "in_review": "wait", "countersigning": "wait", "applied": "done", "applied_with_conflict": "wait", "held": "wait",
    "rejected": "open",
}  # fmt: skip
UPWARDS = ("due", "site")  # sorted from the earliest day, from the first name


@register.simple_tag
def w(key: str, **values: object) -> str:
    """Say the sentence of `key` in the request's language."""
    return say(key, **values)


@register.simple_tag(name="term")
def term_tag(group: str, code: object) -> str:
    """Give the word of a code (shared/text/terms.toml); nothing for no code, the code itself where an import brought its own."""
    if code in (None, ""):
        return ""
    return term(group, str(code), language()) if str(code) in terms(group) else str(code)


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
def clock(value: datetime | None) -> str:
    """Write the time of an instant alone: 10:02."""
    return timezone.localtime(value).strftime("%H:%M") if value else "—"


@register.filter
def give_or_take(ms: int) -> str:
    """Write how unsure an instant is: nothing under a second, then seconds, minutes, hours and minutes."""
    if ms < 1000:
        return ""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return say("visits.unsure_hours", hours=hours, minutes=minutes)
    return (
        say("visits.unsure_minutes", n=minutes)
        if minutes
        else say("visits.unsure_seconds", n=seconds)
    )


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


@register.simple_tag(takes_context=True)
def kept_fields(context: template.Context, *own: str) -> SafeString:
    """Write what this page was asked as hidden fields, but for the fields a form has itself."""
    left = (*own, "page", "risk", "after")
    asked = [(name, value) for name, value in context["request"].GET.items() if name not in left]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', asked)


@register.simple_tag(takes_context=True)
def without(context: template.Context, name: str) -> str:
    """Give this page's query string without one name of it."""
    return query(context, **{name: "", "page": "", "risk": ""})


@register.filter(name="of")
def of_key(values: Mapping[str, object], key: str) -> object:
    """Give the value of a key, or the key itself where there is none."""
    return values.get(key, key) if values else key


@register.filter
def prefix(value: str, before: str) -> str:
    """Put a text before another: the key of a sentence from a code."""
    return f"{before}{value}"


@register.filter
def magnitude(value: float) -> str:
    """Write a number without its sign, with at most three places."""
    return f"{abs(value):.3f}".rstrip("0").rstrip(".") or "0"


@register.filter
def d_share(value: Decimal) -> int:
    """Give how long the line under a D value is, in percent: it is full where red begins (320)."""
    return min(100, round(float(value) / 3.2))


@register.simple_tag
def due(when: date | None, today: date, state_code: str = "") -> SafeString:
    """Say how many days are left or past; a closed thing is not late."""
    if when is None or state_code in ("closed", "dismissed", "merged"):
        return SafeString("")
    days = (when - today).days
    if days < 0:
        return format_html('<span class="due danger">{}</span>', say("due.late", n=-days))
    tone = "warn" if days <= 3 else "muted"
    return format_html('<span class="due {}">{}</span>', tone, say("due.left", n=days))


@register.simple_tag(takes_context=True)
def sort_head(
    context: template.Context, code: str, key: str, current: str, css: str = ""
) -> SafeString:
    """Draw the head of a column that can be sorted by: each in the one direction that is asked for."""
    chosen, upwards = code == current, code in UPWARDS
    sign = ("chevron-up" if upwards else "chevron-down") if chosen else "arrows-sort"
    sorted_so = ' aria-sort="ascending"' if upwards else ' aria-sort="descending"'
    return format_html(
        '<th class="{}" scope="col"{}><a href="{}">{}{}</a></th>',
        css,
        SafeString(sorted_so if chosen else ""),
        query(context, sort=code, page="", risk=""),
        say(key),
        icon(sign, "" if chosen else "is-faint"),
    )


@register.simple_tag
def photo(sha256: str) -> SafeString:
    """Draw a photo as a small picture that opens at full size; one that has not come says so."""
    if not blob_folder().path(sha256).is_file():
        return format_html('<span class="photo-missing">{}</span>', say("visits.photo_missing"))
    address = reverse("blob", args=[sha256])
    return format_html(
        '<a href="{}" target="_blank" rel="noopener" class="photo"><img src="{}" alt="{}" loading="lazy"></a>',
        address,
        address,
        say("visits.photo"),
    )


@register.simple_tag
def awaited(waits_for: str) -> SafeString:
    """Say what an operation waits for: the kind of thing in words, and its id."""
    kind, _, id = waits_for.partition(":")
    word = say(f"awaited.{kind}") if has(f"awaited.{kind}") else kind
    return format_html('{}<span class="sub mono">{}</span>', word, id.partition("#")[0])


@register.simple_tag
def alarm_word(kind: str) -> str:
    """Say what an alarm is about; a kind this version does not know keeps its code."""
    return say(f"alarm.{kind}") if has(f"alarm.{kind}") else kind


@register.simple_tag
def line(css: str, share: float) -> SafeString:
    """Draw a line as long as a share in percent."""
    return format_html(
        '<svg class="line-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" width="{}" height="1"></rect></svg>',
        css,
        round(float(share), 2),
    )


@register.simple_tag
def verdict(code: str, words: str = "qualified") -> SafeString:
    """Draw a verdict in the words of its checklist: word, colour, shape."""
    group = "verdict" if words == "qualified" else f"verdict_{words}"
    look = {"pass": "done", "fail": "open", "partial": "doing"}.get(code, "none")
    return format_html('<span class="state is-{}">{}</span>', look, term(group, code, language()))


@register.filter
def of_typed(values: Mapping[str, str], key: str) -> str:
    """Give what was typed in a field, or nothing."""
    return values.get(key, "") if values else ""


@register.filter
def of_list(values: Mapping[str, list[object]], key: str) -> list[object]:
    """Give the list of a key; empty where there is none."""
    return values.get(key, []) if values else []


@register.filter
def degree(value: int) -> str:
    """Write a coordinate of whole 1e-7 degrees with five places: about a metre."""
    return f"{value / 10_000_000:.5f}"
