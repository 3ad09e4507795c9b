"""A visitor's own files and boundaries."""
