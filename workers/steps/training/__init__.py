"""Scripts that make the files under ``workers/steps/data``; nothing here runs in production."""
