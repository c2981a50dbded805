"""The open door: read-only JSON under /api/v1/ for other systems of the city.

No rules and no tables live here; every answer comes from a selector of the room that
owns the rows, scoped to what the caller may see.
"""
