"""The truth: what happened in the simulated business, whatever an API of the day shows of it."""
