"""Sources that are fetched: where they are, what was fetched before, and how fresh it is.

Nothing is fetched unless an operator names it, and the page fetches nothing at all.
"""

import lazy_loader

# What is public stands in __init__.pyi; each part is loaded when it is first asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
