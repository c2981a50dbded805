"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("risks", "0001_risks_tables"), ("places", "0002_places_law")]
    operations = [
        *(law.never_deleted(f"risks_{name}") for name in ("risk", "riskassessment", "riskreview")),
        *(law.append_only(f"risks_{name}") for name in ("riskassessment", "riskreview")),
    ]
