"""The records: their table, one of them with all that is known, likely duplicates."""
