"""Import saved objects through Kibana's HTTP API."""

import httpx

LONGEST = 60.0
"""Seconds: a Kibana that has just started takes its time."""


class KibanaRefused(Exception):
    """Kibana did not take the objects; the message says why and what to do."""


def load(url: str, ndjson: str, user: tuple[str, str] | None = None) -> int:
    """Import the objects, over those of an earlier import; returns how many there are."""
    address = f"{url.rstrip('/')}/api/saved_objects/_import"
    try:
        answer = httpx.post(
            address,
            params={"overwrite": "true"},
            files={"file": ("newsloom.ndjson", ndjson.encode(), "application/ndjson")},
            headers={"kbn-xsrf": "newsloom"},
            auth=user,
            timeout=LONGEST,
        )
    except httpx.HTTPError as error:
        raise KibanaRefused(
            f"Kibana does not answer at {url} ({type(error).__name__}) - start it, or give --url"
        ) from error
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise KibanaRefused(
            f"Kibana at {url} refuses the user of NEWSLOOM_ELASTICSEARCH_URL ({answer.status_code}) - "
            "name one who may write saved objects"
        )
    if answer.is_error:
        raise KibanaRefused(f"Kibana at {url} answered {answer.status_code}: {answer.text[:300]}")
    told = answer.json()
    if not told.get("success"):
        wrong = "; ".join(f"{one['type']} {one['id']}: {one['error'].get('type')}" for one in told.get("errors", ()))
        raise KibanaRefused(f"Kibana at {url} took {told.get('successCount', 0)} objects, and not {wrong}")
    return int(told["successCount"])
