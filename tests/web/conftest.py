"""The screens' tests play in one seeded house."""

from web.seeded import house, seeded_database, seeded_folder, signed_in, stranger

__all__ = ["house", "seeded_database", "seeded_folder", "signed_in", "stranger"]
