"""Onrecord: the complete record of a small business phone line."""
