"""What an entry's hashes are made of never changes: every ledger in use depends on it."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from server.ledger.chain import EntryFacts, chain_next, entry_text, facts_hash

FACTS = EntryFacts(
    origin="device",
    kind="intent",
    body=b'{"v":1}',
    hash="ab" * 32,
    signatures=b"[]",
    happened_at=datetime(2026, 11, 22, 1, 10, 0, 123_000, tzinfo=UTC),
    uncertainty_ms=5000,
    received_at=datetime(2026, 11, 22, 1, 11, tzinfo=UTC),
    outcome="held",
    name="site.patch",
    record="0193a4c2-7b1e-7c3a-9d11-2f6b8f0a1c55",
    device="device-1",
    seq=7,
    officer="officer-1",
    code="site_unknown",
    remedy="登记或导入后自动处理。",
    waits_for="site:9",
    import_id="import-1",
)
OTHER = {
    "origin": "clock", "body": b'{"v":2}', "signatures": b"[1]", "uncertainty_ms": 1, "seq": 8,
    "happened_at": FACTS.received_at, "received_at": FACTS.happened_at,
}  # fmt: skip
OWN = "b42ed7905e6bff798429bee91f9336f3b14545348607028d359c8e3f5485a29c"
CHAIN = "a385685f56651a8d075232ac9fb8c09c6f1028d9b44da381eb27a995389e8335"


def test_the_text_of_an_entry_is_the_public_form():
    text = entry_text(
        position=41,
        **{
            name: getattr(FACTS, name)
            for name in (
                "origin", "kind", "body", "signatures", "happened_at", "uncertainty_ms", "received_at",
            )
        },
    )  # fmt: skip
    assert text == (
        b'{"v":1,"position":41,"origin":"device","kind":"intent",'
        b'"body":"afbf9d0f3560b0fd7795e81c42a0a79ee6b6fc67e064f77826aee642cad28d91",'
        b'"signatures":"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",'
        b'"happened_at":"2026-11-22T01:10:00.123Z","uncertainty_ms":5000,'
        b'"received_at":"2026-11-22T01:11:00.000Z"}'
    )


def test_its_own_hash_and_its_chain_are_what_they_were():
    assert facts_hash(position=41, facts=FACTS) == OWN
    assert chain_next(previous="cd" * 32, own_hash=OWN, facts=FACTS) == CHAIN


@pytest.mark.parametrize("name", sorted({field.name for field in fields(EntryFacts)} - {"hash"}))
def test_every_fact_is_under_one_of_the_two(name):
    """`hash` follows from the body, so the body stands for it."""
    changed = replace(FACTS, **{name: OTHER.get(name, "other")})
    own = facts_hash(position=41, facts=changed)
    chain = chain_next(previous="cd" * 32, own_hash=own, facts=changed)
    assert chain != CHAIN


def test_parts_do_not_run_into_each_other():
    moved = replace(FACTS, name="site.patch0", record=FACTS.record[1:])
    assert chain_next(previous="cd" * 32, own_hash=OWN, facts=moved) != CHAIN
    none, empty = (
        replace(FACTS, seq=None),
        replace(FACTS, code="", remedy=FACTS.code + FACTS.remedy),
    )
    for other in (none, empty):
        assert chain_next(previous="cd" * 32, own_hash=OWN, facts=other) != CHAIN
