"""Checklists: what is asked, what an answer means, what it scores.

A **checklist** is one version of one TOML file; it holds **sections**, they hold **items**. An item asks for an
answer of a type; a verdict (or a number against its limits) says whether it **passes**. A fail of an item that
has a **scenario** and a **grade** is a finding. An **expression** decides what shows and what is calculated;
`Answers` holds one visit's answers and re-evaluates only what depends on a change. The **catalogue** is a
whole folder of checklists with the documents they cite and the scoring model they name.
"""

from shared.checklist.answering import Answer, AnswerRefused, Answers, Key, Progress, Row
from shared.checklist.catalogue import Catalogue, CatalogueFaulty, catalogue_read
from shared.checklist.documents import Document, DocumentsFaulty, documents_read
from shared.checklist.expression import Expression, ExpressionFaulty, compile_expression
from shared.checklist.model import Basis, Checklist, Item, Section, Text
from shared.checklist.reading import ChecklistFaulty, checklist_read
from shared.checklist.scoring import Score, ScoreLine, score_of

__all__ = [
    "Answer",
    "AnswerRefused",
    "Answers",
    "Basis",
    "Catalogue",
    "CatalogueFaulty",
    "Checklist",
    "ChecklistFaulty",
    "Document",
    "DocumentsFaulty",
    "Expression",
    "ExpressionFaulty",
    "Item",
    "Key",
    "Progress",
    "Row",
    "Score",
    "ScoreLine",
    "Section",
    "Text",
    "catalogue_read",
    "checklist_read",
    "compile_expression",
    "documents_read",
    "score_of",
]
