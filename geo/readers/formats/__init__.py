"""A `Sheet` of a source becomes `Records`: one module a source."""
