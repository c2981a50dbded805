"""Visits: what is being made, what is still missing, what was finished.

A *draft* is a visit being made: a live `Answers` and the facts it began with. *Findings* follow from
its failed answers; `draft_missing` says in one list what stands between it and the end. Then
`visit_data_write` writes it once, and `visit_read` reads it for ever as *VisitData*. What a *kind*
of visit may do and must have is a table. A *paper* states the facts of a visit for the people who
sign it; `shared.paper` draws it.
"""

from shared.inspection.citing import citation_text, printable_basis
from shared.inspection.counting import (
    BlobUse,
    CoverageCount,
    blobs_of,
    control_checks_of,
    coverage_of,
)
from shared.inspection.days import deadline_day, local_day, local_time
from shared.inspection.draft import SITE, WITNESS, Draft, ExtraFinding, SignatureFacts
from shared.inspection.facts import (
    AuthorityFacts,
    CertificateFacts,
    FacilityFacts,
    Fix,
    OfficerFacts,
    SiteFacts,
    TaskFacts,
)
from shared.inspection.findings import FIVE, Finding, findings_of
from shared.inspection.kinds import KIND_RULES, KindRules, VisitKindUnknown, kind_rules
from shared.inspection.missing import draft_missing
from shared.inspection.missing_findings import finding_place
from shared.inspection.paper_facts import (
    PaperFacts,
    PaperGround,
    PaperPerson,
    PaperRefusal,
    PaperUnit,
    paper_facts_of,
    paper_kinds_of,
    paper_number,
)
from shared.inspection.paper_findings import PaperFinding
from shared.inspection.paper_sections import PaperSection, PaperUnchecked
from shared.inspection.reading import AnswerData, VisitData, VisitUnreadable, visit_read
from shared.inspection.rebuilding import answers_rebuild, finding_doubts
from shared.inspection.writing import PaperRef, visit_data_write

__all__ = [
    "FIVE",
    "KIND_RULES",
    "SITE",
    "WITNESS",
    "AnswerData",
    "AuthorityFacts",
    "BlobUse",
    "CertificateFacts",
    "CoverageCount",
    "Draft",
    "ExtraFinding",
    "FacilityFacts",
    "Finding",
    "Fix",
    "KindRules",
    "OfficerFacts",
    "PaperFacts",
    "PaperFinding",
    "PaperGround",
    "PaperPerson",
    "PaperRef",
    "PaperRefusal",
    "PaperSection",
    "PaperUnchecked",
    "PaperUnit",
    "SignatureFacts",
    "SiteFacts",
    "TaskFacts",
    "VisitData",
    "VisitKindUnknown",
    "VisitUnreadable",
    "answers_rebuild",
    "blobs_of",
    "citation_text",
    "control_checks_of",
    "coverage_of",
    "deadline_day",
    "draft_missing",
    "finding_doubts",
    "finding_place",
    "findings_of",
    "kind_rules",
    "local_day",
    "local_time",
    "paper_facts_of",
    "paper_kinds_of",
    "paper_number",
    "printable_basis",
    "visit_data_write",
    "visit_read",
]
