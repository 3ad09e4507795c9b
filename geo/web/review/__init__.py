"""The places in doubt, and decisions about them."""
