"""Incident atlas: reported incidents of the Russia-Ukraine war by oblast and Russian region.

The package reads incident records, geocodes their place names to the 110 first-level regions
(admin1) of Ukraine and Russia, stores them in one DuckDB file and answers the questions that the
page, the data downloads and the command line ask of it.  Imports run downwards only::

    web, __main__  ->  query, export, ingest  ->  store, geocode, readers
                   ->  gazetteer, regions     ->  schema, errors
"""

__version__ = "0.1.0"
