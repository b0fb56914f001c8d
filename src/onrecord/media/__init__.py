"""Bytes: fetching files at once, keeping them under their digest, and making what a browser can show of them."""
