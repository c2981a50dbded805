"""Check that nothing stored was changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from server.blobs.services import blob_folder
from server.config.keys import server_keys
from server.intake.verifying import Verified, database_verify


class Command(BaseCommand):
    """Verify the ledger, its seals, the files and the published texts."""

    help = "Check every entry, signature, seal, file and published text against its hash; exit 1 names what differs."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was looked at, and every fault on a line of its own."""
        verified = database_verify(
            server_keys=server_keys(), blobs=blob_folder(), exports=settings.DATA_DIR / "seals"
        )
        for fault in verified.faults:
            self.stdout.write(str(fault))
        if verified.faults:
            raise CommandError(f"verify_chain: {len(verified.faults)} faults; {counted(verified)}")
        self.stdout.write(f"verify_chain: all as it was written; {counted(verified)}")


def counted(verified: Verified) -> str:
    """Give how many of each thing were looked at."""
    return ", ".join(f"{count} {name}" for name, count in verified.counts.items())
