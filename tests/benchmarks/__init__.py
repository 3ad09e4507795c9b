"""Benchmarks: each times the atlas against a named peer in the same run."""
