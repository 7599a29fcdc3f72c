"""Kibana's view of an installation: data views and dashboards, made of data and loaded by a command."""
