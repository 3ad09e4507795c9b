"""A region's own view."""
