"""A place text, with what its record says beside it, becomes a region, a point and a score."""

import lazy_loader

# What is public stands in __init__.pyi; each part is loaded when it is first asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
