"""Files, texts and requests that are meant to do harm."""
