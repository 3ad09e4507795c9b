"""Tests of geo/sentences."""
