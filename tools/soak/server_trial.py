"""Laws 2, 3 and 5 for minutes: web, worker, database and supervisor are killed while two tablets push."""

import random
import time
from collections import Counter
from typing import Any
from unittest.mock import patch

from tests.ground.field import pin_cheap
from tools.soak.pushing import Worker
from tools.soak.running import Soak
from tools.soak.server_process import Killed

TABLETS = 2
PAUSES = (0.2, 3.0)  # seconds of peace between two kills, at random


def kill(soak: Soak) -> None:
    """Kill parts of the server at random instants under load, then look for what was promised."""
    server = Killed(soak.folder / "server" / "var")
    tablets: list[Worker] = []
    server.start()
    try:
        server.ready_wait()
        server.longest = 0.0
        server.deed("prepare")
        with patch("fieldapp.store.keyring.pin_parameters", pin_cheap):
            for n in range(TABLETS):
                tablets.append(Worker(server, soak.folder / f"tablet-{n}", soak.seed + n))
                tablets[-1].enrol()
        _kill_while(server, tablets, soak)
        _look(server, tablets, soak)
    finally:
        for tablet in tablets:
            tablet.end()
        server.stop()
    _prove(server, soak)


def _kill_while(server: Killed, tablets: list[Worker], soak: Soak) -> None:
    chance, until = random.Random(soak.seed), time.monotonic() + soak.seconds
    for tablet in tablets:
        tablet.start()
    while time.monotonic() < until:
        time.sleep(chance.uniform(*PAUSES))
        server.kill(chance)
    server.ready_wait()
    for tablet in tablets:
        tablet.settle()


def _look(server: Killed, tablets: list[Worker], soak: Soak) -> None:
    """Compare what the tablets made with what the server holds."""
    told = ", ".join(f"{count} {name}" for name, count in sorted(server.kills.items()))
    refused: Counter[str] = sum((tablet.refused for tablet in tablets), Counter())
    states = {hash: state for tablet in tablets for hash, state in tablet.hashes().items()}
    soak.put("sync.kill.times", sum(server.kills.values()), f"{told}；种子 seed {soak.seed}")
    soak.put(
        "sync.kill.operations",
        len(states),
        f"交换成功 {sum(tablet.exchanged for tablet in tablets)} went through，失败 {sum(refused.values())} failed",
    )
    lost = [hash for hash, state in states.items() if state != "confirmed"]
    soak.put("sync.kill.lost", len(lost), ", ".join(sorted({states[hash] for hash in lost})))
    made = {visit for tablet in tablets for visit in tablet.visits()}
    soak.put("sync.kill.twice", *_twice(server.deed("summary"), set(states), made))
    soak.put(
        "sync.kill.ready",
        server.longest,
        f"总进程被杀后重启 {server.restarts} 次 supervisor started again",
    )


def _twice(held: dict[str, Any], hashes: set[str], visits: set[str]) -> tuple[int, str]:
    """Count what the server holds twice, or holds and no tablet made, or lacks."""
    stored = [hash for _, hash, _ in held["operations"]]
    wrong = {
        "operation rows": len(stored) - len(set(stored)),
        "entries": sum(count - 1 for count in held["entries"].values()),
        "not of a tablet": len(set(held["entries"]) ^ hashes),
        "visits": len(set(held["visits"]) ^ visits)
        + len(held["visits"])
        - len(set(held["visits"])),
        "observations": held["observations_twice"],
        "not applied": sum(
            not outcome.startswith("applied") for _, _, outcome in held["operations"]
        ),
    }
    told = ", ".join(f"{count} {name}" for name, count in wrong.items() if count)
    return sum(
        wrong.values()
    ), told or f"{held['observations']} 次观察 observations，{held['hazards']} 条隐患 hazards"


def _prove(server: Killed, soak: Soak) -> None:
    """Verify and replay the ledger as it was left; then spoil it, and see that both say so."""
    for name, words in (("verify", "verify_chain"), ("replay", "replay")):
        done = server.ask(words)
        lines = done.stdout.strip().splitlines()
        soak.put(f"sync.kill.{name}", len(lines) if done.returncode else 0, (lines or [""])[-1])
    found = []
    for spoil, words, mend in (
        ("spoil_byte", "verify_chain", "mend_byte"),
        ("spoil_hazard", "replay", None),
    ):
        server.deed(spoil)
        found.append(bool(server.ask(words).returncode))
        if mend:
            server.deed(mend)
    held = {"operations": [["d", "a", "applied"]], "entries": {"a": 2}, "visits": ["v", "v"],
            "observations_twice": 0, "hazards": 0, "observations": 0}  # fmt: skip
    found.append(_twice(held, {"a"}, {"v"})[0] > 0)
    soak.put("sync.kill.control", sum(found))
