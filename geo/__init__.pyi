from .errors import AtlasError, InputError, StoreError
from .notebook import Atlas, geocode, read_file
from .query import Filters
from .regions import boundaries, locate

__version__: str

__all__ = [
    "Atlas",
    "AtlasError",
    "Filters",
    "InputError",
    "StoreError",
    "boundaries",
    "geocode",
    "locate",
    "read_file",
]
