"""What a command has to say, as one model, and one writer for each format."""
