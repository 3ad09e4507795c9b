"""The script that `atlas serve` runs; in a folder of its own, for its folder is searched first."""
