"""Write and read what travels between tablet and server.

A *line* is one operation with its signatures. A *push* is a header and lines; its *answer* is a
header and one result per line. *Changes* are rows of the feed by *scope*, from a *token* on. A
*session* is opened by signing a challenge; an *enrolment* starts from a QR. What the server sends
carries `Xunan-Signature`, so that a captive portal's 200 is never a success.
"""

from shared.sync.answer import (
    AnswerHeader,
    AnswerUnreadable,
    Result,
    answer_read,
    answer_write,
)
from shared.sync.changes import (
    ChangeRow,
    ChangesAnswer,
    ChangesRequest,
    ChangesUnreadable,
    changes_answer_read,
    changes_answer_write,
    changes_request_read,
    changes_request_write,
    scope_checksum,
)
from shared.sync.enrolment import (
    EnrolmentQr,
    QrUnreadable,
    enrolment_code_fold,
    enrolment_qr_read,
    enrolment_qr_write,
    officer_proof,
    officer_proof_check,
)
from shared.sync.line import LineUnreadable, line_read, line_write
from shared.sync.outcome import OUTCOMES, Outcome
from shared.sync.push import (
    MAX_BYTES,
    MAX_OPERATIONS,
    PushHeader,
    PushTooLarge,
    PushUnreadable,
    push_read,
    push_unzip,
    push_write,
)
from shared.sync.session import (
    SIGNATURE_HEADER,
    ServerSignatureWrong,
    challenge_sign,
    challenge_verify,
    server_signature_check,
    server_signature_header,
)
from shared.sync.token import Token, TokenUnreadable, token_read

__all__ = [
    "MAX_BYTES",
    "MAX_OPERATIONS",
    "OUTCOMES",
    "SIGNATURE_HEADER",
    "AnswerHeader",
    "AnswerUnreadable",
    "ChangeRow",
    "ChangesAnswer",
    "ChangesRequest",
    "ChangesUnreadable",
    "EnrolmentQr",
    "LineUnreadable",
    "Outcome",
    "PushHeader",
    "PushTooLarge",
    "PushUnreadable",
    "QrUnreadable",
    "Result",
    "ServerSignatureWrong",
    "Token",
    "TokenUnreadable",
    "answer_read",
    "answer_write",
    "challenge_sign",
    "challenge_verify",
    "changes_answer_read",
    "changes_answer_write",
    "changes_request_read",
    "changes_request_write",
    "enrolment_code_fold",
    "enrolment_qr_read",
    "enrolment_qr_write",
    "line_read",
    "line_write",
    "officer_proof",
    "officer_proof_check",
    "push_read",
    "push_unzip",
    "push_write",
    "scope_checksum",
    "server_signature_check",
    "server_signature_header",
    "token_read",
]
