"""Telling the owner: what goes out by e-mail and to an address of the owner's."""
