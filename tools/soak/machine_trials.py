"""Laws 2 and 7 by chance: random walks of a tablet and a server, random changes of risks; as many as time allows."""

import random
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tools.soak.running import Soak

WALKS = 20  # in one call of Hypothesis
STEPS = 40


def machine(soak: Soak) -> None:
    """Walk between a tablet and a server over a line that loses, cuts and repeats, and a restored server."""
    from tests.ground.field_machine import FieldMachine, template_make

    class Counted(FieldMachine):
        template = template_make(soak.folder / "template")

    broken: list[str] = []
    until, number = time.monotonic() + soak.seconds, soak.seed
    while time.monotonic() < until and not broken:
        number += 1
        try:
            run_state_machine_as_test(seed(number)(Counted), settings=_settings())
        except AssertionError as error:
            broken.append(f"seed {number}: {str(error)[:200]}")
    walks = (number - soak.seed) * WALKS
    soak.put(
        "sync.machine.examples",
        walks,
        f"每次 {STEPS} 步 steps each；种子 seeds {soak.seed + 1}–{number}",
    )
    soak.put("sync.machine.broken", len(broken), "; ".join(broken))


def _settings() -> settings:
    return settings(
        max_examples=WALKS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def laws(soak: Soak) -> None:
    """Try every law of the risk rule on random risks."""
    from tests.ground.risk import WIDTH
    from tests.ground.risk_laws import LAWS, QUESTIONS, breaks

    checks = {name: (lambda case, law=law: breaks(law, case)) for name, law in LAWS.items()}
    checks |= QUESTIONS
    chance, cases, broken = random.Random(soak.seed), 0, list[str]()
    until = time.monotonic() + soak.seconds
    while time.monotonic() < until and not broken:
        hazards = [chance.randint(0, WIDTH) for _ in range(chance.randrange(9))]
        case = (
            chance.randint(0, WIDTH),
            chance.randint(0, WIDTH),
            hazards,
            chance.randint(0, WIDTH),
        )
        for name, check in checks.items():
            found = check(case)
            cases += found is not None
            if found:
                broken.append(f"{name}: {case}")
    soak.put("register.laws.cases", cases, f"{len(checks)} 条 laws；种子 seed {soak.seed}")
    soak.put("register.laws.broken", len(broken), "; ".join(broken[:2]))
