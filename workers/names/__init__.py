"""Find people, organisations and places in a text and give each one name."""
