"""Read the register's query string into its filter."""

from django.http import HttpRequest

from server.office.frame.asking import word_of
from server.risks.models import CONFIDENCES, LEVELS
from server.risks.register import DUES, SORTS, RegisterFilter


def asked_of(request: HttpRequest) -> RegisterFilter:
    """Give the filter that a request names."""
    return RegisterFilter(
        text=word_of(request, "q"),
        levels=frozenset(word_of(request, "level").split(",")) & frozenset(LEVELS),
        scenario=word_of(request, "scenario"),
        street=word_of(request, "street"),
        due=word_of(request, "due", among=DUES),
        confidence=word_of(request, "confidence", among=CONFIDENCES),
        site=word_of(request, "site"),
        sort=word_of(request, "sort", among=SORTS) or "worst",
    )
