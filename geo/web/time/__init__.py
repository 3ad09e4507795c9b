"""The timeline, the charts, and playing through time."""
