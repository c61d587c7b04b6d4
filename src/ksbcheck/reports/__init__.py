"""The reports of commands, as documents and as JSON."""
