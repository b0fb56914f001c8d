"""Accounting: what is held, what is known, what is missing and why. Computes; never writes."""
