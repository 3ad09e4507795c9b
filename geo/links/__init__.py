"""Which records of different datasets tell of the same incident, or of a part of another's."""

import lazy_loader

# What is public stands in __init__.pyi; each part is loaded when it is first asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
