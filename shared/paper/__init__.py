"""Papers: rendered once, read by the people who sign, stamped with their hands, then hashed.

A paper is drawn from *facts* (`shared.inspection`) on *sheets*, with *boxes* kept free. What is read
is the first *revision* of the file; `paper_stamp` appends a second that fills boxes and can do
nothing else. The stamped file is the *artefact*: its SHA-256 goes into the visit, under the officers'
and the device's signatures, and nobody ever renders it again.
"""

from shared.paper.artefact import artefact_faults
from shared.paper.boxes import Box
from shared.paper.checking import PaperRead, paper_read
from shared.paper.fonts import PaperFonts, PaperFontsMissing, paper_fonts
from shared.paper.ink import Mark, MarkUnreadable
from shared.paper.objects import PaperUnreadable
from shared.paper.picture import paper_pictures
from shared.paper.rendering import PaperDrawn, PaperKindUnknown, paper_draw, paper_render
from shared.paper.stamping import StampRefused, paper_stamp

__all__ = [
    "Box",
    "Mark",
    "MarkUnreadable",
    "PaperDrawn",
    "PaperFonts",
    "PaperFontsMissing",
    "PaperKindUnknown",
    "PaperRead",
    "PaperUnreadable",
    "StampRefused",
    "artefact_faults",
    "paper_draw",
    "paper_fonts",
    "paper_pictures",
    "paper_read",
    "paper_render",
    "paper_stamp",
]
