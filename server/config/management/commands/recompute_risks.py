"""Compute all risks again from the facts."""

from typing import Any

from django.core.management.base import BaseCommand

from server.risks.models import Risk
from server.risks.rebuilding import risks_rebuild
from shared.clock import SystemClock

FIGURES = ("id", "level", "d", "confidence", "floors", "open_hazards", "state", "street")


class Command(BaseCommand):
    """Rebuild the risk register; what was stored of the past stays."""

    help = (
        "Compute every risk again from hazards, visits and places; tell how many rows were wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Assess every site and compare the register before and after."""
        before = _rows()
        sites = risks_rebuild(now=SystemClock().now())
        after = _rows()
        differ = sum(before.get(id) != row for id, row in after.items())
        self.stdout.write(f"{sites} sites, {len(after)} risks computed again, {differ} differ.")


def _rows() -> dict[str, tuple[Any, ...]]:
    return {row[0]: row for row in Risk.objects.values_list(*FIGURES)}
