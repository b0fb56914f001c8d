"""What the provider lets us get, from which surface, and how we know."""
