"""Kibana's saved objects: every field exists, every reference resolves, and the loader says what Kibana said."""

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from deploy.kibana.__main__ import FILE, main
from deploy.kibana.boards import ANALYSTS, BOARDS, OPERATORS
from deploy.kibana.lens import RUNTIME, NoSuchFieldError, attributes, fields
from deploy.kibana.load import KibanaRefused, load
from deploy.kibana.objects import TIME_FIELDS, ndjson, saved_objects
from deploy.kibana.panels import FULL, Panel, Shape, Terms, Value, View
from deploy.ports import free_port
from search.mapping import MAPPINGS, leaves
from search.settings import SearchSettings
from tests.indices import own_index, own_prefix

OBJECTS = saved_objects()
DASHBOARDS = [one for one in OBJECTS if one["type"] == "dashboard"]
DATA_VIEWS = {one["id"]: one for one in OBJECTS if one["type"] == "index-pattern"}
PANELS = [
    pytest.param(board, panel, id=f"{board['id']}-{panel['title']}")
    for board in DASHBOARDS
    for panel in json.loads(board["attributes"]["panelsJSON"])
]
COUNTED = {"keyword", "boolean", "date", "integer", "long", "float"}
NUMERIC = {"integer", "long", "float"}
CAN = {
    "count": {None},
    "terms": {"keyword", "boolean", *NUMERIC},
    "date_histogram": {"date"},
    "unique_count": COUNTED,
    "sum": NUMERIC,
    "median": NUMERIC,
    "percentile": NUMERIC,
    "min": {*NUMERIC, "date"},
    "max": {*NUMERIC, "date"},
}
"""What Lens can do with which types (lens/public/datasources/form_based/operations)."""


def types(view_id):
    """The mapping's own fields of a data view, and those that it computes itself."""
    about = DATA_VIEWS[view_id]["attributes"]
    computed = {name: made["type"] for name, made in json.loads(about["runtimeFieldMap"]).items()}
    return leaves(MAPPINGS[about["title"]]["properties"]) | computed


def test_the_file_is_what_the_boards_say():
    assert FILE.read_text("utf8") == ndjson(), "run: python -m deploy.kibana --write"


def test_every_line_of_the_file_is_one_object_with_its_form():
    for line in FILE.read_text("utf8").splitlines():
        one = json.loads(line)
        assert one["type"] in {"index-pattern", "search", "dashboard"}
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["coreMigrationVersion"])
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["typeMigrationVersion"])
        assert one["attributes"]["title"]


def test_no_two_objects_have_the_same_id():
    ids = [(one["type"], one["id"]) for one in OBJECTS]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: one["id"])
def test_every_reference_leads_to_an_object_that_stands_before_it(one):
    before = {(other["type"], other["id"]) for other in OBJECTS[: OBJECTS.index(one)]}
    assert {(reference["type"], reference["id"]) for reference in one["references"]} <= before
    names = [reference["name"] for reference in one["references"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("one", DATA_VIEWS.values(), ids=lambda one: one["id"])
def test_a_data_view_is_one_of_our_aliases_with_its_time(one):
    about = one["attributes"]
    assert leaves(MAPPINGS[about["title"]]["properties"])[about["timeFieldName"]] == "date"
    assert set(json.loads(about["fieldFormatMap"])) <= set(types(one["id"]))
    assert TIME_FIELDS[View(about["title"])] == about["timeFieldName"]


@pytest.mark.parametrize("view", RUNTIME)
def test_a_computed_field_reads_fields_that_exist(view):
    for name, made in RUNTIME[view].items():
        assert name not in leaves(MAPPINGS[view]["properties"])
        assert set(re.findall(r"doc\['([^']+)'\]", made["script"]["source"])) <= set(
            leaves(MAPPINGS[view]["properties"])
        )


@pytest.mark.parametrize(("board", "panel"), PANELS)
def test_a_panel_refers_to_what_its_dashboard_ties_to_it(board, panel):
    names = {reference["name"]: reference for reference in board["references"]}
    if panel["type"] == "search":
        assert names[f"{panel['panelIndex']}:{panel['panelRefName']}"]["type"] == "search"
        return
    for inner in panel["embeddableConfig"]["attributes"]["references"]:
        outer = names[f"{panel['panelIndex']}:{inner['name']}"]
        assert (outer["type"], outer["id"]) == (inner["type"], inner["id"])
    layers = panel["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
    tied = {inner["name"].removeprefix("indexpattern-datasource-layer-") for inner in lens(panel)["references"]}
    assert set(layers) == tied


def lens(panel):
    return panel["embeddableConfig"]["attributes"]


def columns(panel):
    (layer,) = lens(panel)["state"]["datasourceStates"]["formBased"]["layers"].values()
    assert set(layer["columnOrder"]) == set(layer["columns"])
    return layer["columns"]


LENSES = [param for param in PANELS if param.values[1]["type"] == "lens"]


@pytest.mark.parametrize(("board", "panel"), LENSES)
def test_every_column_counts_a_field_that_the_mapping_has_and_can_count(board, panel):
    known = types(lens(panel)["references"][0]["id"])
    for column in columns(panel).values():
        field = column["sourceField"]
        kind = None if field == "___records___" else known[field]
        assert kind in CAN[column["operationType"]], (board["id"], field)
        for name in re.findall(r"(\w+) :", column.get("filter", {}).get("query", "")):
            assert name in known


@pytest.mark.parametrize(("board", "panel"), LENSES)
def test_what_is_drawn_is_what_is_counted(board, panel):
    assert board["references"]
    known = set(columns(panel))
    drawn = json.dumps(lens(panel)["state"]["visualization"])
    assert set(re.findall(r'"((?:by|value)\d+)"', drawn)) == known
    for column in columns(panel).values():
        if column["operationType"] == "terms":
            assert column["params"]["orderBy"]["columnId"] in known


@pytest.mark.parametrize("board", DASHBOARDS, ids=lambda one: one["id"])
def test_no_panel_lies_on_another_or_beside_the_grid(board):
    taken = set()
    for panel in json.loads(board["attributes"]["panelsJSON"]):
        grid = panel["gridData"]
        assert grid["i"] == panel["panelIndex"]
        assert grid["x"] + grid["w"] <= FULL
        cells = {
            (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
        }
        assert not cells & taken
        taken |= cells


@pytest.mark.parametrize("board", DASHBOARDS, ids=lambda one: one["id"])
def test_every_control_narrows_by_a_field_that_exists(board):
    group = board["attributes"]["controlGroupInput"]
    assert json.loads(group["ignoreParentSettingsJSON"])["ignoreFilters"] is False
    for key, control in json.loads(group["panelsJSON"]).items():
        (reference,) = [one for one in board["references"] if one["name"] == f"controlGroup_{key}:optionsListDataView"]
        assert types(reference["id"])[control["explicitInput"]["fieldName"]] in {"keyword", "boolean"}


@pytest.mark.parametrize("one", [one for one in OBJECTS if one["type"] == "search"], ids=lambda one: one["id"])
def test_a_listing_shows_fields_that_exist(one):
    (reference,) = one["references"]
    known = types(reference["id"])
    assert set(one["attributes"]["columns"]) <= set(known)
    ((field, _),) = one["attributes"]["sort"]
    assert known[field] == "date"
    source = json.loads(one["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    assert source["indexRefName"] == reference["name"]


def test_both_boards_show_what_they_are_for():
    def shown(board):
        return {split.field for panel in board.panels for split in panel.by} | {
            value.field for panel in board.panels for value in panel.values
        }

    assert {"date", "source", "topics", "persons", "story"} <= shown(ANALYSTS)
    assert {"at", "outcome", "reason", "milliseconds", "lag_minutes"} <= shown(OPERATORS)


def test_a_prefix_gives_an_installation_views_and_boards_of_its_own():
    objects = saved_objects("t1-")
    assert {one["attributes"]["title"] for one in objects if one["type"] == "index-pattern"} == {
        "t1-articles",
        "t1-revisions",
        "t1-fetches",
    }
    assert not {one["id"] for one in objects} & {one["id"] for one in OBJECTS}
    ours = {(one["type"], one["id"]) for one in objects}
    assert {(ref["type"], ref["id"]) for one in objects for ref in one["references"]} <= ours


def test_a_panel_of_a_field_that_does_not_exist_is_refused_by_name():
    panel = Panel(
        title="x",
        view=View.ARTICLES,
        shape=Shape.BARS,
        values=(Value(label="n"),),
        by=(Terms(field="colour", label="c"),),
    )
    with pytest.raises(NoSuchFieldError, match="colour is no field"):
        attributes(panel, "any")


def test_text_cannot_be_counted_and_is_refused():
    panel = Panel(
        title="x",
        view=View.ARTICLES,
        shape=Shape.BARS,
        values=(Value(label="n"),),
        by=(Terms(field="text", label="c"),),
    )
    with pytest.raises(NoSuchFieldError, match="text is text"):
        attributes(panel, "any")


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.id)
def test_every_view_of_a_board_has_fields(board):
    assert all(fields(panel.view) for panel in board.panels)


@pytest.fixture(scope="module")
def index(elasticsearch_url):
    with own_index(SearchSettings(elasticsearch_url=elasticsearch_url, prefix=own_prefix())) as made:
        yield made


def counted(panel):
    """The aggregations that Lens asks for a panel: its splits inside each other, its values inside the last one."""
    inner = {}
    splits = []
    for key, column in columns(panel).items():
        field, operation = column["sourceField"], column["operationType"]
        if operation == "terms":
            splits.append((key, {"terms": {"field": field, "size": column["params"]["size"]}}))
        elif operation == "date_histogram":
            splits.append((key, {"date_histogram": {"field": field, "calendar_interval": "day"}}))
        elif operation in METRICS and field not in RUNTIME[View.ARTICLES]:
            inner[key] = {METRICS[operation]: {"field": field}}
    for key, split in reversed(splits):
        inner = {key: split | ({"aggs": inner} if inner else {})}
    return inner


METRICS = {
    "unique_count": "cardinality", "sum": "sum", "median": "percentiles", "percentile": "percentiles", "min": "min",
    "max": "max",
}  # fmt: skip


@pytest.mark.parametrize(("board", "panel"), LENSES)
def test_elasticsearch_counts_what_a_panel_shows(board, panel, index):
    assert board["references"]
    alias = DATA_VIEWS[lens(panel)["references"][0]["id"]]["attributes"]["title"]
    answer = index.client.search(index=index.names.alias(alias), size=0, aggs=counted(panel) or None)
    assert answer["_shards"]["failed"] == 0


@contextmanager
def a_kibana(status=200, answer=None):
    """A server that takes an import as Kibana's API documents it; a real Kibana needs a gigabyte and a container."""
    seen = {}

    class Importing(BaseHTTPRequestHandler):
        def do_POST(self):
            seen["path"] = self.path
            seen["headers"] = {name.lower(): value for name, value in self.headers.items()}
            seen["body"] = self.rfile.read(int(self.headers["content-length"])).decode()
            told = json.dumps({"success": True, "successCount": 7} if answer is None else answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            """Nothing on the test's output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Importing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_command_sends_the_file_as_the_api_documents_it(monkeypatch):
    monkeypatch.setenv("NEWSLOOM_ELASTICSEARCH_URL", "http://elastic:p%40ss@elasticsearch:9200")
    with a_kibana() as (url, seen):
        answer = CliRunner().invoke(main, ["--url", f"{url}/"])
    assert answer.output == f"7 saved objects are in {url}/\n"
    assert seen["path"] == "/api/saved_objects/_import?overwrite=true"
    assert seen["headers"]["kbn-xsrf"]
    assert seen["headers"]["authorization"] == "Basic ZWxhc3RpYzpwQHNz"
    assert seen["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    assert 'filename="newsloom.ndjson"' in seen["body"]
    assert ndjson() in seen["body"]


MISSING = {"type": "dashboard", "id": "x", "error": {"type": "missing_references"}}


@pytest.mark.parametrize(
    ("status", "answer", "hint"),
    [
        (200, {"success": False, "successCount": 1, "errors": [MISSING]}, "dashboard x: missing_references"),
        (401, {}, "name one who may write saved objects"),
        (500, {"message": "broken"}, "answered 500"),
    ],
)
def test_what_kibana_refuses_is_told_with_the_reason(status, answer, hint):
    with a_kibana(status, answer) as (url, _), pytest.raises(KibanaRefused, match=hint):
        load(url, ndjson())


def test_a_kibana_that_is_not_there_is_named():
    with pytest.raises(KibanaRefused, match="start it, or give --url"):
        load(f"http://127.0.0.1:{free_port()}", ndjson())
