"""Store articles, find them, count them."""
