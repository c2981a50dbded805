"""Let the database keep the law: what was published is never deleted and its text never changes."""

from django.db import migrations

from server.places import law

TABLES = ("catalogue_checklistversion", "catalogue_publication")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_catalogue_tables"), ("places", "0002_places_law")]
    operations = [
        *(law.never_deleted(table) for table in TABLES),
        *(law.append_only(table) for table in TABLES),
    ]
