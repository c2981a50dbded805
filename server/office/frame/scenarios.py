"""What the scenarios of the scoring model in force are called."""

from django.http import HttpRequest

from server.catalogue.published import model_in_force
from server.office.frame.wording import language


def scenario_names(request: HttpRequest) -> dict[str, str]:
    """Give code → name in the model's order, read once for a request; empty before the first model."""
    kept = request.__dict__.setdefault("_names_read", {})
    if "scenarios" not in kept:
        kept["scenarios"] = _read(language(request))
    return kept["scenarios"]


def _read(lang: str) -> dict[str, str]:
    model = model_in_force()
    if model is None:
        return {}
    return {one.code: one.en if lang == "en" else one.zh for one in model.scenarios.values()}
