"""Migrations travel with the package; `storage.migrate` runs them."""
