"""Standards from other sources."""
