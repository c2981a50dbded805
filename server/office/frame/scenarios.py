"""What the scenarios of the scoring model in force are called."""

from server.catalogue.published import model_in_force
from server.office.frame.wording import language


def scenario_names() -> dict[str, str]:
    """Give code → name in the language of the request, in the model's order; empty before the first model."""
    model = model_in_force()
    if model is None:
        return {}
    lang = language()
    return {one.code: one.en if lang == "en" else one.zh for one in model.scenarios.values()}
