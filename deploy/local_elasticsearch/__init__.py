"""A real Elasticsearch node without Docker and without an installed Java, made of pinned jars."""

from deploy.local_elasticsearch.jars import JarRefused
from deploy.local_elasticsearch.java import NoJava
from deploy.local_elasticsearch.node import LocalElasticsearch

__all__ = ["JarRefused", "LocalElasticsearch", "NoJava"]
