"""The description of the API is whole and valid, and its addresses are those that were promised.

A path or method that goes away breaks somebody's program. What is new is written down by
XUNAN_WRITE_SAMPLES=1 pytest tests/contract/server/test_openapi.py, and the change is seen in the commit.
"""

import os
import re
from pathlib import Path

import pytest
from django.urls import get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

PROMISED = Path(__file__).parent / "openapi.txt"
METHODS = ("get", "head", "put", "post", "patch", "delete", "options")
CHINESE, ENGLISH = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]{3}")


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    made = SchemaGenerator().get_schema(request=None, public=True)
    faults = [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]
    assert faults == []
    return made


def operations(schema):
    return {
        f"{method.upper():6} {path} {operation['operationId']}": operation
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def test_the_schema_is_valid_openapi(schema):
    validate_schema(schema)


def test_the_addresses_are_those_that_were_promised(schema):
    found = sorted(operations(schema), key=lambda line: line.split()[1:])
    if os.environ.get("XUNAN_WRITE_SAMPLES"):
        PROMISED.write_text("\n".join(found) + "\n", "utf-8")
    assert found == PROMISED.read_text("utf-8").splitlines()


def test_every_address_of_the_api_is_described(schema):
    routes = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern))
        for one in _all_patterns()
        if str(one.pattern).startswith("api/v1/")
    }
    assert routes == set(schema["paths"])


def _all_patterns():
    found, left = [], list(get_resolver().url_patterns)
    while left:
        one = left.pop()
        inner = getattr(one, "url_patterns", None)
        if inner is None:
            found.append(one)
        else:
            left += inner
    return found


def test_every_operation_is_told_in_both_languages(schema):
    for name, operation in operations(schema).items():
        for text in (operation["summary"], operation["description"]):
            assert CHINESE.search(text), name
            assert ENGLISH.search(text), name


def test_every_parameter_and_member_of_the_open_door_is_told_in_both_languages(schema):
    told = [
        (f"{name} {parameter['name']}", parameter.get("description", ""))
        for name, operation in operations(schema).items()
        if operation["tags"] == ["open"]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
    ]
    told += [
        (f"{component}.{member}", form.get("description", ""))
        for component, schema_of in schema["components"]["schemas"].items()
        if component.removesuffix("Page") in OPEN
        for member, form in schema_of["properties"].items()
        if member != "rows"
    ]
    assert len(told) > 200
    assert [name for name, words in told if not words] == []
    for name, words in told:
        assert CHINESE.search(words) or name.endswith((".probability", ".d")), (name, words)


OPEN = (
    "Area", "Site", "SiteWhole", "Facility", "Hazard", "HazardWhole", "Observation", "Event", "Order", "Recheck",
    "Risk", "RiskWhole", "Assessment", "Visit", "VisitWhole", "CrewMember", "Finding", "Paper", "VisitFile", "Task",
    "Plan", "PlanWhole", "PlanVersion", "PlanVersionWhole", "Checklist", "ChecklistWhole", "Documents", "Document",
    "Problem",
)  # fmt: skip


def test_the_components_above_are_all_there_are_of_the_open_door(schema):
    missing = set(OPEN) - set(schema["components"]["schemas"])
    assert missing == set()


def test_each_door_says_how_it_is_opened(schema):
    for name, operation in operations(schema).items():
        path = name.split()[1]
        if operation["tags"] == ["open"]:
            assert operation["security"] == [{"cookieAuth": []}], name
        elif path in ("/api/v1/enrol", "/api/v1/sync/session"):
            assert operation.get("security", [{}]) == [{}], name
        else:
            assert operation["security"] == [{"tabletToken": []}], name


def test_what_the_open_door_refuses_is_described_as_a_problem(schema):
    for name, operation in operations(schema).items():
        if operation["tags"] != ["open"]:
            continue
        assert {"200", "304", "401", "403", "404"} <= set(operation["responses"]), name
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
