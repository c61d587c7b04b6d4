"""Reading the documents that people hand in as evidence: what kinds there are, and the outline of each."""
