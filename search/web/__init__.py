"""The analysts' web page, rendered on the server."""
