"""The one door in: what the provider told becomes observations, before anything else happens to it."""
