"""The truth about units: levels, the movement ledger and reservations."""
