"""Reading evidence documents: which codes and placeholders they hold, and where."""
