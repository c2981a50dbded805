"""Write an operation once as bytes, and find every change to them for ever.

The *body* is the JSON text of one operation; its SHA-256 is the *hash*. Bodies of a device form a
*chain*: each names the hash of the one before (`prev`). *Signatures* stand beside the body and
cover its hash. On the server a body becomes part of a ledger *entry*, and each minute's entry
hashes become part of a *seal*. Nobody ever writes a body again: what was signed is what is
stored, exported and verified.
"""

from shared.record.base64url import Base64Unreadable, base64url_read, base64url_write
from shared.record.body import (
    KINDS,
    MAX_BODY_BYTES,
    RecordUnwritable,
    body_hash,
    body_write,
)
from shared.record.chain import chain_check, first_prev
from shared.record.ledger import (
    ORIGINS,
    Entry,
    EntryUnreadable,
    Seal,
    entry_hash,
    entry_read,
    entry_write,
    first_seal,
    seal_hash,
)
from shared.record.reading import Envelope, KindUnknown, RecordUnreadable, body_read
from shared.record.signing import (
    ALGORITHM,
    Signature,
    SignatureWrong,
    SigningKey,
    key_id,
    signature_verify,
    signatures_read,
    signatures_write,
)

__all__ = [
    "ALGORITHM",
    "KINDS",
    "MAX_BODY_BYTES",
    "ORIGINS",
    "Base64Unreadable",
    "Entry",
    "EntryUnreadable",
    "Envelope",
    "KindUnknown",
    "RecordUnreadable",
    "RecordUnwritable",
    "Seal",
    "Signature",
    "SignatureWrong",
    "SigningKey",
    "base64url_read",
    "base64url_write",
    "body_hash",
    "body_read",
    "body_write",
    "chain_check",
    "entry_hash",
    "entry_read",
    "entry_write",
    "first_prev",
    "first_seal",
    "key_id",
    "seal_hash",
    "signature_verify",
    "signatures_read",
    "signatures_write",
]
