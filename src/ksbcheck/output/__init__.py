"""The output model, and its writers."""
