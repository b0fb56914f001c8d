"""What the simulated provider publishes about itself: a document for each surface, and a changelog, as of a date."""
