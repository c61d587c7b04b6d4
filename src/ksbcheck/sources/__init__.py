"""The only readers: files become documents, documents models, and what can't be read a finding with its place."""
