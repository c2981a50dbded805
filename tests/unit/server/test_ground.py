"""Check that the ground the server's tests stand on is real."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError

from server.accounts.models import Body
from server.config.postgres import PostgresUnavailable, start


def test_the_database_is_a_real_postgresql(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


def test_a_cluster_that_lost_its_mark_is_refused_and_never_removed(tmp_path) -> None:
    table = tmp_path / "data" / "base" / "1"
    table.parent.mkdir(parents=True)
    table.write_bytes(b"rows of two years")
    with pytest.raises(PostgresUnavailable) as refused:
        start(tmp_path)
    assert refused.value.code == "postgres_data_strange"
    assert table.read_bytes() == b"rows of two years"


def test_every_model_has_its_migration(db) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_database_refuses_what_a_constraint_forbids(db) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.create(id="b-1", name="", position=1)
