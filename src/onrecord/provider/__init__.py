"""Asking: speaks Quo over HTTP and takes its envelopes apart. Knows no database and no meaning."""
