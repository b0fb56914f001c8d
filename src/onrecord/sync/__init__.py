"""Catching up: what to ask, in which order, until the record is complete."""
