"""Make a clean, enriched article of every page."""
