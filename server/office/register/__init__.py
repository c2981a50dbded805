"""The risk register: list, map and detail in one view."""
