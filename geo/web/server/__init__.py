"""What every request passes, and what happens once when the server starts."""
