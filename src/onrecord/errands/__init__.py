"""Durable leased work: who does what until when, and what became of it."""
