"""A real Elasticsearch node without Docker and without a Java of the machine's: from pinned jars of a package registry."""

from deploy.local_elasticsearch.jars import JarRefused
from deploy.local_elasticsearch.java import NoJava
from deploy.local_elasticsearch.node import LocalElasticsearch

__all__ = ["JarRefused", "LocalElasticsearch", "NoJava"]
