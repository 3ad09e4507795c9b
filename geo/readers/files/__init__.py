"""Bytes of any kind of file become a `Sheet`: a table of texts with the rows they stood in."""
