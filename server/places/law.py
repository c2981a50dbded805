"""Write the laws that only the database can keep: rows never deleted, rows never changed.

The functions live in the first migration that needs them; TRUNCATE stays possible, since a
replay throws derived rows away and makes them again from the ledger.
"""

from django.db.migrations import RunSQL

FUNCTIONS = """
CREATE OR REPLACE FUNCTION xunan_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION xunan_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
NO_FUNCTIONS = (
    "DROP FUNCTION IF EXISTS xunan_never_deleted(); DROP FUNCTION IF EXISTS xunan_append_only();"
)


def functions_made() -> RunSQL:
    """Return the migration step that makes the two trigger functions."""
    return RunSQL(FUNCTIONS, NO_FUNCTIONS)


def never_deleted(table: str) -> RunSQL:
    """Return the migration step after which the table refuses DELETE."""
    return RunSQL(
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION xunan_never_deleted()",
        f"DROP TRIGGER {table}_never_deleted ON {table}",
    )


def append_only(table: str) -> RunSQL:
    """Return the migration step after which the table refuses UPDATE."""
    return RunSQL(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION xunan_append_only()",
        f"DROP TRIGGER {table}_append_only ON {table}",
    )
