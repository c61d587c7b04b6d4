"""What each command has to say, as documents: one module a command, each report described once."""
