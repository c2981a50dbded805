"""Let the database keep law 6 for the rows of this room."""

from django.db import migrations

from server.places import law


class Migration(migrations.Migration):
    dependencies = [("places", "0001_places_tables")]
    operations = [
        law.functions_made(),
        *(
            law.never_deleted(table)
            for table in ("places_area", "places_enterprise", "places_site", "places_facility")
        ),
    ]
