"""Tests that drive the running page in a real Chromium."""
