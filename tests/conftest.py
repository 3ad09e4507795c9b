"""What all tests share."""

from __future__ import annotations

from importlib.metadata import version

from hypothesis import HealthCheck, settings

# The machine may be shared and slow: examples are bounded in number, not in time.
settings.register_profile(
    "atlas", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("atlas")


def pytest_report_header() -> str:
    """Versions that decide what the tests see."""
    names = ("streamlit", "streamlit-folium", "folium", "geopandas", "shapely", "duckdb", "pandas")
    return "atlas: " + ", ".join(f"{name} {version(name)}" for name in names)
