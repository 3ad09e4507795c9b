"""The map's view: the map itself, its headline, regions, downloads and clicks."""
