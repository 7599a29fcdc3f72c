"""Trains the model of blocks from labelled pages; ``python -m workers.extraction.training`` writes ``blocks.model``."""
