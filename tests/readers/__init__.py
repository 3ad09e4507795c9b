"""Tests of the readers; samples of every format are made in code."""
