"""Four fictional newspapers, served on loopback as real sites are."""
