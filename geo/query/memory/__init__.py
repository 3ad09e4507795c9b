"""The engine in memory: it answers at once what NumPy can, exactly as SQL would."""
