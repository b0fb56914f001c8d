"""Understanding: what was told becomes statements, and statements fold into records."""
