"""Read the scenarios of model.toml with their factors and controls."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from shared.risk.model import CONTROL_KINDS, Control, Factor, Scenario
from shared.risk.toml_table import TomlTable


def scenarios_read(root: TomlTable, strength: Mapping[str, Decimal]) -> Mapping[str, Scenario]:
    """Read every [[scenario]]; at least one, codes unique."""
    tables = root.tables("scenario", "scenario")
    if not tables:
        root.fault("scenario", "is missing.", "Write at least one [[scenario]].")
    scenarios = [_scenario_read(table, strength) for table in tables]
    _codes_unique(tables, [one.code for one in scenarios])
    return {one.code: one for one in scenarios}


def _scenario_read(table: TomlTable, strength: Mapping[str, Decimal]) -> Scenario:
    factors = table.tables("factor", "scenario.factor")
    controls = table.tables("control", "scenario.control")
    scenario = Scenario(
        code=table.text("code"),
        zh=table.text("zh"),
        en=table.text("en"),
        k0=table.whole("k0", 1, 6),
        cadence_days=table.whole("cadence_days", 1, 3650),
        factors=tuple(_factor_read(one) for one in factors),
        controls=tuple(_control_read(one, strength) for one in controls),
    )
    _codes_unique(factors, [one.code for one in scenario.factors])
    _codes_unique(controls, [one.code for one in scenario.controls])
    table.close()
    return scenario


def _factor_read(table: TomlTable) -> Factor:
    factor = Factor(
        code=table.text("code"),
        zh=table.text("zh"),
        en=table.text("en"),
        points=table.whole("points", 1, 100),
        source=table.text("source"),
    )
    table.close()
    return factor


def _control_read(table: TomlTable, strength: Mapping[str, Decimal]) -> Control:
    kind = table.choice("kind", CONTROL_KINDS)
    control = Control(
        code=table.text("code"),
        zh=table.text("zh"),
        en=table.text("en"),
        c=float(table.number("c", "0", "1", default=strength[kind])),
        verify_every_days=table.whole("verify_every_days", 1, 3650),
    )
    table.close()
    return control


def _codes_unique(tables: Sequence[TomlTable], codes: Sequence[str]) -> None:
    seen: set[str] = set()
    for table, code in zip(tables, codes, strict=True):
        if code and code in seen:
            table.fault("code", f"{code} is used twice.", "Give each its own code.")
        seen.add(code)
