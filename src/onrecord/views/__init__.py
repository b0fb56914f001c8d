"""Reading: rows shaped for eyes. Every function takes a Scope; nothing here writes."""
