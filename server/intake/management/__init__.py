"""Commands that check, replay and carry in the ledger."""
