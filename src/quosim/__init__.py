"""A stranger who plays the provider: a stateful local stand-in for the Quo API."""
