"""Let the database keep the law: entries, commits and seals are added, never changed or deleted."""

from django.db import migrations

TABLES = ("ledger_entry", "ledger_seal", "ledger_commit")
FUNCTION = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_ledger_tables")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION ledger_refuses()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {table}_law BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_refuses()",
                f"DROP TRIGGER {table}_law ON {table}",
            )
            for table in TABLES
        ),
    ]
