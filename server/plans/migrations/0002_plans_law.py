"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_plans_tables"), ("places", "0002_places_law")]
    operations = [
        law.never_deleted("plans_plan"),
        law.never_deleted("plans_planversion"),
        law.append_only("plans_planversion"),
    ]
