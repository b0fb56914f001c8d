"""The two REST surfaces: a route table each, and how each words what it tells."""
