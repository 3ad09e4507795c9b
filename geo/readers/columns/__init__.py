"""What stands in the cells of a column: days, times, numbers, types of incidents, names."""
