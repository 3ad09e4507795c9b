"""All that faces a browser: the page, its map, charts and controls, and the routes beside it."""
