"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_inspections_tables"), ("places", "0002_places_law")]
    operations = [
        *(
            law.never_deleted(f"inspections_{name}")
            for name in (
                "visit",
                "visitofficer",
                "finding",
                "paper",
                "visitblob",
                "coverage",
                "controlcheck",
            )
        )
    ]
