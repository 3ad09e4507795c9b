"""Incident atlas: reported incidents of the Russia-Ukraine war by oblast and Russian region.

The package reads incident records, geocodes their place names to the 110 first-level regions
(admin1) of Ukraine and Russia, stores them in one DuckDB file and answers the questions that the
page, the data downloads and the command line ask of it.  README.md beside this file is the way in:
the rooms, and the way of a record and of a click through them.

What a notebook needs stands here, each part loaded when it is first asked for:

>>> import geo
>>> geo.locate([36.25], [50.0])["region"].tolist()
['UA-63']
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
