"""What each command does: reading, judging and reporting joined."""
