"""A news text becomes drafts of incidents, each field with the words that it comes from.

Nothing becomes a record by itself: a person reviews drafts first.
"""

import lazy_loader

# What is public stands in __init__.pyi; each part is loaded when it is first asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
