"""Whose data a page shows: the server's store, or a visitor's own."""
