"""The HTTP API as a caller sees it."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from search import api
from search.asking import cursor
from search.keys import Keys
from search.limits import Buckets
from search.settings import SearchSettings
from search.web import service
from tests.search.factories import an_article


@pytest.fixture(scope="module")
def app(index, searcher):
    index.write(
        [
            an_article("Ein Haus am Fluss", section="Lokales"),
            an_article("Ein Hof am Bach", "Am Bach steht ein Hof.", source="talbote"),
        ]
    )
    index.refresh()
    made = FastAPI()
    made.include_router(api.router)
    made.dependency_overrides[service.searcher] = lambda: searcher
    return made


@pytest.fixture
def caller(app, searcher, monkeypatch):
    monkeypatch.setattr(api, "_settings", lambda: SearchSettings(prefix=searcher.names.prefix, api_rate=6000))
    monkeypatch.setattr(api, "_buckets", lambda: Buckets(6000))
    monkeypatch.setattr(api, "_keys", lambda: Keys(searcher.client, searcher.names))
    return TestClient(app)


def test_a_search_has_total_hits_and_facets(caller):
    told = caller.get("/api/v1/search", params={"q": "Haus"}).json()
    assert told["total"] == 1
    assert told["hits"][0]["highlights"]["title"] == ["Ein <em>Haus</em> am Fluss"]
    assert told["facets"]["source"] == [{"value": "beispielblatt", "count": 1}]


def test_facets_are_parameters(caller):
    assert caller.get("/api/v1/search", params={"source": ["talbote", "beispielblatt"]}).json()["total"] == 2
    assert caller.get("/api/v1/search", params={"source": "talbote"}).json()["total"] == 1


def test_pages_follow_by_cursor(caller):
    first = caller.get("/api/v1/search", params={"size": 1}).json()
    second = caller.get("/api/v1/search", params={"size": 1, "after": first["next"]}).json()
    assert first["hits"][0]["id"] != second["hits"][0]["id"]


def test_pages_of_one_moment_do_not_see_what_is_written_meanwhile(caller, index):
    first = caller.get("/api/v1/search", params={"size": 1, "hold": 1, "sort": "oldest"}).json()
    index.write([an_article("Ein Nachzügler", "Später gekommen.", source="nachzug")])
    index.refresh()
    seen, token = [first["hits"][0]["id"]], first["next"]
    while token:
        page = caller.get("/api/v1/search", params={"size": 1, "sort": "oldest", "after": token}).json()
        seen += [hit["id"] for hit in page["hits"]]
        token = page["next"]
    assert len(set(seen)) == len(seen) == 2
    [late] = index.client.search(index=index.names.alias("articles"), query={"term": {"source": "nachzug"}})["hits"][
        "hits"
    ]
    index.client.delete(index=late["_index"], id=late["_id"], refresh=True)


def test_a_cursor_of_no_point_in_time_is_a_problem(caller):
    told = caller.get("/api/v1/search", params={"after": cursor((1, "a"), "bm90aGluZw")})
    assert (told.status_code, told.json()["title"]) == (410, "Cursor run out")


def test_an_unchanged_answer_need_not_be_sent_again(caller):
    first = caller.get("/api/v1/search?q=Haus")
    again = caller.get("/api/v1/search?q=Haus", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert caller.get("/api/v1/search?q=Hof", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("search?q=Haus)", 400, "parenthesis"),
        ("search?size=5000", 400, "from 1 to 200"),
        ("search?after=???", 400, "cursor"),
        ("search?as_of=yesterday", 400, "zone"),
        ("search?from=never", 400, "2026-11"),
        ("articles/nix", 404, "no article nix"),
        ("stories/nix", 404, "no story nix"),
        ("export/pdf", 404, "csv, jsonl, parquet"),
    ],
)
def test_errors_are_problems_that_say_what_to_do(caller, address, status, said):
    answer = caller.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert said in answer.json()["detail"]


def test_a_caller_who_asks_too_often_is_told_when_to_come_back(caller, monkeypatch):
    narrow = Buckets(2)
    monkeypatch.setattr(api, "_buckets", lambda: narrow)
    statuses = [caller.get("/api/v1/facets").status_code for _ in range(3)]
    assert statuses == [200, 429, 429]
    assert int(caller.get("/api/v1/facets").headers["retry-after"]) > 0


def test_keys_are_demanded_when_set_and_kept_as_hashes_alone(caller, searcher, monkeypatch):
    monkeypatch.setattr(api, "_settings", lambda: SearchSettings(api_keys_required=True))
    keys = Keys(searcher.client, searcher.names)
    key = keys.add("redaktion", an_article().fetched_at)
    assert caller.get("/api/v1/facets").status_code == 401
    assert caller.get("/api/v1/facets", headers={"Authorization": "Bearer nl_wrong"}).status_code == 401
    assert caller.get("/api/v1/facets", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    stored = str(searcher.client.search(index=searcher.names.alias("api-keys"))["hits"]["hits"])
    assert key not in stored
    assert keys.remove("redaktion") == 1
    assert Keys(searcher.client, searcher.names).owner(key) is None


def test_an_article_its_story_and_its_revisions_are_there(caller):
    key = an_article("Ein Haus am Fluss").id
    assert caller.get(f"/api/v1/articles/{key}").json()["title"] == "Ein Haus am Fluss"
    assert caller.get(f"/api/v1/stories/{key}").json()["articles"][0]["id"] == key
    assert caller.get(f"/api/v1/articles/{key}/revisions").json() == {"revisions": []}


def test_exports_are_streamed(caller):
    answer = caller.get("/api/v1/export/csv?q=Haus")
    assert answer.text.splitlines()[1].startswith(an_article("Ein Haus am Fluss").id)


def test_completions_trends_and_what_is_unusual(caller):
    assert caller.get("/api/v1/complete?q=ein").json()["completions"]
    assert caller.get("/api/v1/trends?q=Haus&q=Hof").json()["trends"][1]["total"] == 1
    assert caller.get("/api/v1/unusual?q=Haus").json() == {"unusual": []}


def test_the_description_says_what_every_parameter_means(caller):
    calls = [
        (path, call) for path, calls in caller.get("/openapi.json").json()["paths"].items() for call in calls.values()
    ]
    parameters = [(path, one) for path, call in calls for one in call.get("parameters", ())]
    assert len(parameters) > 10
    assert [(path, one["name"]) for path, one in parameters if not one.get("description")] == []


def test_the_description_names_every_call(caller):
    paths = caller.get("/openapi.json").json()["paths"]
    assert {"/api/v1/search", "/api/v1/articles/{id}", "/api/v1/trends", "/api/v1/export/{form}"} <= paths.keys()
