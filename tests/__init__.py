"""Tests of the incident atlas; they mirror the package's modules."""
