"""Saved objects as Kibana imports them: data views, listings and dashboards, one JSON object a line.

The form is that of Kibana 9's own sample dashboards. Each object says of which version its form is, and a newer Kibana
brings it up to its own when it imports it.
"""

import json
from collections.abc import Iterator, Sequence

from deploy.kibana.boards import BOARDS
from deploy.kibana.lens import LAYER, RUNTIME, Json, attributes, data_type, fields
from deploy.kibana.panels import FULL, Board, Control, Listing, Panel, View

CORE_FORM = "8.8.0"
FORMS = {"index-pattern": "8.0.0", "search": "7.9.3", "dashboard": "8.7.0"}
"""The version of each kind of object in which it is written here."""
PANEL_FORM = "8.11.0"

TIME_FIELDS = {View.ARTICLES: "date", View.REVISIONS: "at", View.FETCHES: "at"}
NAMES = {View.ARTICLES: "Articles", View.REVISIONS: "Revisions", View.FETCHES: "Fetches"}


def saved_objects(prefix: str = "") -> list[Json]:
    """Everything there is to import, what is referred to before what refers to it."""
    listings = [listing for board in BOARDS for listing in board.listings]
    return [
        *(_data_view(view, prefix) for view in View),
        *(_listing(listing, prefix) for listing in listings),
        *(_dashboard(board, prefix) for board in BOARDS),
    ]


def ndjson(prefix: str = "") -> str:
    """The same as a file."""
    return "".join(f"{json.dumps(one, ensure_ascii=False, sort_keys=True)}\n" for one in saved_objects(prefix))


def view_id(view: View, prefix: str) -> str:
    """Id of a data view; an installation with a prefix has views of its own."""
    return f"newsloom-{prefix}{view}"


def listing_id(listing: Listing, prefix: str) -> str:
    """Id of a listing."""
    return f"newsloom-{prefix}list-{listing.view}"


def _object(kind: str, key: str, attributes_of: Json, references: Sequence[Json] = ()) -> Json:
    return {
        "type": kind,
        "id": key,
        "attributes": attributes_of,
        "references": list(references),
        "coreMigrationVersion": CORE_FORM,
        "typeMigrationVersion": FORMS[kind],
        "managed": False,
    }


def _text(value: object) -> str:
    """JSON inside JSON, as Kibana keeps it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _data_view(view: View, prefix: str) -> Json:
    about = {
        "title": f"{prefix}{view}",
        "name": f"{NAMES[view]} ({prefix.rstrip('-')})" if prefix else NAMES[view],
        "timeFieldName": TIME_FIELDS[view],
        "fields": "[]",
        "fieldAttrs": "{}",
        "fieldFormatMap": _text(_formats(view)),
        "runtimeFieldMap": _text(RUNTIME.get(view, {})),
        "sourceFilters": "[]",
        "typeMeta": "{}",
    }
    return _object("index-pattern", view_id(view, prefix), about)


def _formats(view: View) -> Json:
    """Addresses as links, sizes as sizes."""
    known = fields(view)
    formats: Json = {}
    for name in ("url", "canonical_url"):
        if name in known:
            formats[name] = {"id": "url", "params": {"type": "a", "openLinkInCurrentTab": False}}
    if "size" in known:
        formats["size"] = {"id": "bytes"}
    return formats


def _listing(listing: Listing, prefix: str) -> Json:
    index = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {"query": {"query": "", "language": "kuery"}, "filter": [], "indexRefName": index}
    about = {
        "title": f"Newsloom: {listing.title}",
        "description": "",
        "columns": list(listing.columns),
        "sort": [[listing.newest, "desc"]],
        "grid": {},
        "hideChart": True,
        "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    refers = {"type": "index-pattern", "id": view_id(listing.view, prefix), "name": index}
    return _object("search", listing_id(listing, prefix), about, [refers])


def _dashboard(board: Board, prefix: str) -> Json:
    panels = list(_placed(board, prefix))
    about = {
        "title": board.title,
        "description": board.description,
        "panelsJSON": _text([panel for panel, _ in panels]),
        "optionsJSON": _text({"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False}),
        "timeRestore": True,
        "timeFrom": board.since,
        "timeTo": "now",
        "refreshInterval": {"pause": True, "value": 60000},
        "version": 1,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
        "controlGroupInput": _controls(board.controls),
    }
    refers = [reference for _, reference in panels] + [
        _control_reference(control, prefix) for control in board.controls
    ]
    return _object("dashboard", f"newsloom-{prefix}{board.id}", about, refers)


def _placed(board: Board, prefix: str) -> Iterator[tuple[Json, Json]]:
    """Each panel at its place, with its reference."""
    spots = list(_spots(board.panels))
    for number, (panel, (left, top)) in enumerate(zip(board.panels, spots, strict=True), 1):
        key = f"p{number}"
        view = view_id(panel.view, prefix)
        yield (
            _panel("lens", key, (left, top, panel.width, panel.height))
            | {"title": panel.title, "embeddableConfig": {"attributes": attributes(panel, view), "enhancements": {}}},
            {"type": "index-pattern", "id": view, "name": f"{key}:indexpattern-datasource-layer-{LAYER}"},
        )
    top = max(y + panel.height for panel, (_, y) in zip(board.panels, spots, strict=True))
    for number, listing in enumerate(board.listings, 1):
        key = f"l{number}"
        yield (
            _panel("search", key, (0, top, FULL, listing.height))
            | {"title": listing.title, "embeddableConfig": {"enhancements": {}}, "panelRefName": f"panel_{key}"},
            {"type": "search", "id": listing_id(listing, prefix), "name": f"{key}:panel_{key}"},
        )
        top += listing.height


def _panel(kind: str, key: str, box: tuple[int, int, int, int]) -> Json:
    grid = dict(zip(("x", "y", "w", "h"), box, strict=True)) | {"i": key}
    return {"version": PANEL_FORM, "type": kind, "panelIndex": key, "gridData": grid}


def _spots(panels: Sequence[Panel]) -> Iterator[tuple[int, int]]:
    """Places from left to right, row after row; a row is as high as its highest panel."""
    left = top = height = 0
    for panel in panels:
        if left + panel.width > FULL:
            left, top, height = 0, top + height, 0
        yield left, top
        left, height = left + panel.width, max(height, panel.height)


def _controls(controls: Sequence[Control]) -> Json:
    return {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "panelsJSON": _text({_control_key(control): _control(n, control) for n, control in enumerate(controls)}),
        "ignoreParentSettingsJSON": _text(
            {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
        ),
    }


def _control(order: int, control: Control) -> Json:
    data_type(control.view, control.field)  # raises for a field that does not exist
    given = {"id": _control_key(control), "title": control.label, "fieldName": control.field, "enhancements": {}}
    return {"order": order, "width": "medium", "grow": True, "type": "optionsListControl", "explicitInput": given}


def _control_key(control: Control) -> str:
    return f"control-{control.field}"


def _control_reference(control: Control, prefix: str) -> Json:
    name = f"controlGroup_{_control_key(control)}:optionsListDataView"
    return {"type": "index-pattern", "id": view_id(control.view, prefix), "name": name}
