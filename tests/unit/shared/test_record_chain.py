"""Chains and seals: every gap, fork, foreign link and changed byte is found."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.record import (
    SigningKey,
    body_hash,
    body_read,
    body_write,
    chain_check,
    first_prev,
    first_seal,
    seal_hash,
)

KEY = SigningKey.from_bytes(b"k" * 32)


def a_chain(length, device="D-7", key=KEY, note=""):
    envelopes, prev = [], first_prev(key.public)
    for seq in range(1, length + 1):
        body = body_write(
            kind="recheck",
            id=f"op-{seq}",
            device=device,
            seq=seq,
            prev=prev,
            seen=0,
            officer="O-01",
            app="xunan",
            form=None,
            wall="2026-11-22T01:10:00.000Z",
            mono=seq,
            boot="b1",
            server_time=None,
            server_time_age=None,
            data={"note": f"{note}{seq}"},
        )
        envelopes.append(body_read(body))
        prev = body_hash(body)
    return envelopes


def told(envelopes, **options):
    return [(one.where, one.message) for one in chain_check(envelopes, **options)]


def test_an_unbroken_chain_has_no_fault_and_may_start_anywhere():
    chain = a_chain(4)
    assert told(chain, public_key=KEY.public) == []
    assert told(chain[2:], public_key=KEY.public) == []
    assert told([]) == []


def test_a_gap_is_named_by_the_seq_that_is_missing():
    chain = a_chain(4)
    assert told([chain[0], chain[1], chain[3]]) == [("device D-7, seq 4", "seq 3 was expected.")]


def test_two_operations_of_one_seq_are_a_fork():
    chain, other = a_chain(2), a_chain(2, note="other ")
    assert told([*chain, other[1]])[0][0] == "device D-7, seq 2"
    assert "forked" in told([*chain, other[1]])[0][1]


def test_a_link_to_another_past_is_found():
    chain, other = a_chain(2), a_chain(3, note="other ")
    assert told([*chain, other[2]]) == [("device D-7, seq 3", "its prev is not the hash of seq 2.")]


def test_an_operation_of_another_device_is_found():
    assert "another device" in told([*a_chain(1), a_chain(2, device="D-8")[1]])[0][1]


def test_a_first_operation_must_follow_from_the_devices_key():
    other = SigningKey.from_bytes(b"o" * 32)
    assert told(a_chain(1), public_key=other.public) == [
        ("device D-7, seq 1", "its prev is not the hash of the device's key.")
    ]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 3), st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_found(place, at, by):
    chain = a_chain(4)
    body = bytearray(chain[place].body)
    body[at % len(body)] ^= by
    chain[place] = replace(chain[place], body=bytes(body))
    assert any("do not give its hash" in message for _, message in told(chain))


HASHES = ["aa" * 32, "bb" * 32, "cc" * 32]


def test_a_seal_follows_from_the_seal_before_and_the_order_of_entries():
    start = first_seal("epoch")
    seal = seal_hash(start, HASHES)
    assert seal == seal_hash(start, iter(HASHES))
    different = [
        seal_hash(first_seal("other"), HASHES),
        seal_hash(start, HASHES[::-1]),
        seal_hash(start, HASHES[:2]),
        seal_hash(start, [*HASHES, "dd" * 32]),
    ]
    assert seal not in different


def test_a_seal_over_what_is_no_hash_is_an_error():
    with pytest.raises(ValueError):
        seal_hash(first_seal("epoch"), ["not hex"])
