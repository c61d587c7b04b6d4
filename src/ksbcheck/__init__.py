"""ksbcheck: which KSBs of an apprentice's option are evidenced, where, on whose word, and what is missing."""

# A literal, because asking importlib.metadata for it costs more than the rest of `ksbcheck --version` together.
__version__ = "0.1.0"
