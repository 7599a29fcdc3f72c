"""Find what is quoted in a text, word for word or reported, and who says it."""
