"""The pages of the office: one package per noun, templates beside, no rules and no models.

frame      what every page stands in: menu, search, language, template words (templatetags/)
overview   what must I do today, and why is it red
register   the risk register: list, map and detail in one view
hazards    hazards and their way to closing
visits     a visit with its evidence and the check of its chain
sites      sites and what is known of each (一企一档)
plans      the emergency-plan library, to read
tasks      filed inspection tasks
devices    tablets and what waits for the office

A page parses its query, makes one call into a domain room's selectors or services, and renders.
The nouns never import each other; where two meet, a link does it.
"""
