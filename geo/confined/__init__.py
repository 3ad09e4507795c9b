r"""Reading, repairing and geocoding what strangers bring, in a process of its own with limits.

A file may ask for more than it shows, and a flaw in a library may end its process.  So the page
hands a file to a process that may use so much memory and processor time and no more, that can be
ended at any moment, and whose answer is data (`geo.confined.messages`).

>>> from geo import confined
>>> content = b"date,place\n2024-10-20,Kharkiv\n"
>>> with confined.start("prepare", file="my.csv", content=content) as job:
...     prepared = job.result()
>>> prepared.tables.locations["region"].tolist()
['UA-63']
"""

from __future__ import annotations

from geo.confined.job import Job, run, start
from geo.confined.pool import FailedError, prewarm

__all__ = ["FailedError", "Job", "prewarm", "run", "start"]
