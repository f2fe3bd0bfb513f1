"""What the forces plan and do together, as the ledger's pages speak of it."""
