"""The regions names in the language of the page."""

from __future__ import annotations

from geo.i18n import language


def region_names() -> dict[str, str]:
    """Return every region's name in the language spoken here, by its code."""
    from geo.regions.region import catalogue

    spoken = language()
    return {code: region.name(spoken) for code, region in catalogue().items()}
