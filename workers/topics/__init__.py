"""Say what an article is about, in the top level of IPTC's Media Topics."""
