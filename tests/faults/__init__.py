"""What fails while the atlas runs: processes killed, disks full, files damaged, clocks wrong."""

import pandas as pd

from geo.schema import REJECTED_COLUMNS

NO_ROWS = pd.DataFrame({name: pd.Series(dtype="string") for name in REJECTED_COLUMNS})
