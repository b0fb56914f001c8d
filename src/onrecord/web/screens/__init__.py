"""One file per request: who, query, view, render."""
