"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("hazards", "0001_hazards_tables"), ("places", "0002_places_law")]
    operations = [
        *(
            law.never_deleted(f"hazards_{name}")
            for name in ("hazard", "observation", "hazardevent", "rectificationorder", "recheck")
        ),
        *(law.append_only(f"hazards_{name}") for name in ("observation", "hazardevent", "recheck")),
    ]
