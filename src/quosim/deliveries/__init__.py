"""What the provider sends by itself: three generations of webhooks, their signatures, retries and log.

Something happens in the world (`happenings`), is worded for a generation (`n_events`, `l2_events`, `l1_events`), logged
(`log`), signed (`signatures`) and carried (`courier`) when its time has come (`office`).
"""
