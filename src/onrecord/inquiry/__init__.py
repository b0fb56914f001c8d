"""Asking the provider about itself: harmless questions, what this program assumes, and what was answered."""
