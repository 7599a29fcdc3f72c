"""A local news site with named misbehaviours, for every test that needs a server which does what real servers do."""

from tests.site.answers import Answer, Asked
from tests.site.server import Site

__all__ = ["Answer", "Asked", "Site"]
