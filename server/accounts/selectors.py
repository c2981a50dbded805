"""Read what bodies and officers are called, for pages that show their ids as names."""

from server.accounts.models import Body, Officer

Names = dict[str, tuple[str, str]]  # id → (name, English name)


def body_names() -> Names:
    """Give the names of all bodies, with one query."""
    rows = Body.objects.order_by("id").values_list("id", "name", "name_en")
    return {id: (name, name_en or name) for id, name, name_en in rows}


def officer_names() -> Names:
    """Give the names of all officers, with one query."""
    rows = Officer.objects.values_list("id", "name", "name_en")
    return {id: (name, name_en or name) for id, name, name_en in rows}
