"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_planning_tables"), ("places", "0002_places_law")]
    operations = [law.never_deleted("planning_task")]
