"""Keeping: the only SQL. SQLAlchemy Core on SQLite and PostgreSQL; every write goes through `writer`."""
