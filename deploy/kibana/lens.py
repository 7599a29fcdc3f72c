"""From a panel's data to Kibana's own form of it, a Lens visualisation."""

from typing import Any

from deploy.kibana.panels import Panel, Shape, Split, Terms, Time, Value, View
from search.mapping import MAPPINGS, leaves

Json = dict[str, Any]

RECORDS = "___records___"
"""What Lens calls the documents themselves."""

LAYER = "layer"
"""Every panel has one layer, so its name need not differ."""

LAG = "lag_minutes"
RUNTIME: dict[View, dict[str, Json]] = {
    View.ARTICLES: {
        LAG: {
            "type": "long",
            "script": {
                # Kibana runs on full clusters alone, which have Painless; no search of ours needs it.
                "source": "if (doc['published'].size() > 0 && doc['first_seen'].size() > 0) "
                "{ emit(Math.max(0L, (doc['first_seen'].value.toInstant().toEpochMilli() "
                "- doc['published'].value.toInstant().toEpochMilli()) / 60000L)); }"
            },
        }
    }
}
"""Fields that Kibana computes when it shows them."""

TYPES = {"keyword": "string", "boolean": "boolean", "date": "date", "integer": "number", "long": "number"}
TYPES |= {"float": "number", "text": "string", "geo_point": "geo_point"}
"""Kibana's types of Elasticsearch's."""

COUNTED = ("keyword", "boolean", "date", "integer", "long", "float")
"""Types that can be counted and split by."""


class NoSuchFieldError(KeyError):
    """A panel names a field that the mapping does not have, or that cannot be counted."""


def fields(view: View) -> dict[str, str]:
    """Every field of a data view with its type in Elasticsearch."""
    return leaves(MAPPINGS[view]["properties"]) | {
        name: str(made["type"]) for name, made in RUNTIME.get(view, {}).items()
    }


def data_type(view: View, name: str) -> str:
    """Kibana's type of a field that is counted; raises ``NoSuchFieldError``."""
    kind = fields(view).get(name)
    if kind not in COUNTED:
        raise NoSuchFieldError(f"{view}: {name} is {kind or 'no field'} - name one that search/mapping.py can count")
    return TYPES[kind]


def reference(view_id: str) -> Json:
    """What ties a panel to its data view."""
    return {"type": "index-pattern", "id": view_id, "name": f"indexpattern-datasource-layer-{LAYER}"}


def attributes(panel: Panel, view_id: str) -> Json:
    """The panel as Lens keeps it inside a dashboard."""
    splits = {f"by{number}": split for number, split in enumerate(panel.by)}
    values = {f"value{number}": value for number, value in enumerate(panel.values)}
    columns = {key: _split(panel.view, split) for key, split in splits.items()}
    columns |= {key: _value(panel.view, value) for key, value in values.items()}
    layer = {"columns": columns, "columnOrder": [*splits, *values], "incompleteColumns": {}, "sampling": 1}
    return {
        "title": panel.title,
        "type": "lens",
        "visualizationType": _KINDS[panel.shape],
        "references": [reference(view_id)],
        "state": {
            "visualization": _drawn(panel.shape, list(splits), list(values)),
            "query": {"query": "", "language": "kuery"},
            "filters": [],
            "datasourceStates": {"formBased": {"layers": {LAYER: layer}}, "textBased": {"layers": {}}},
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


_KINDS = {
    Shape.NUMBER: "lnsMetric",
    Shape.BARS: "lnsXY",
    Shape.STACKED: "lnsXY",
    Shape.LINES: "lnsXY",
    Shape.DONUT: "lnsPie",
    Shape.CLOUD: "lnsTagcloud",
    Shape.TABLE: "lnsDatatable",
}


def _split(view: View, split: Split) -> Json:
    column: Json = {
        "label": split.label,
        "customLabel": True,
        "dataType": data_type(view, split.field),
        "sourceField": split.field,
        "isBucketed": True,
    }
    if isinstance(split, Time):
        steps = {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}
        return column | {"operationType": "date_histogram", "scale": "interval", "params": steps}
    return column | {"operationType": "terms", "scale": "ordinal", "params": _ranked(split)}


def _ranked(split: Terms) -> Json:
    return {
        "size": split.size,
        "orderBy": {"type": "column", "columnId": "value0"},
        "orderDirection": "desc",
        "otherBucket": False,
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
    }


def _value(view: View, value: Value) -> Json:
    column: Json = {
        "label": value.label,
        "customLabel": True,
        "dataType": "number",
        "operationType": value.operation,
        "sourceField": value.field or RECORDS,
        "isBucketed": False,
        "scale": "ratio",
        "params": {},
    }
    if value.field:
        kind = data_type(view, value.field)
        column["dataType"] = "date" if kind == "date" and value.operation in ("min", "max") else "number"
    if value.percent is not None:
        column["params"] = {"percentile": value.percent}
    if value.where:
        column["filter"] = {"query": value.where, "language": "kuery"}
    return column


def _drawn(shape: Shape, splits: list[str], values: list[str]) -> Json:
    layer: Json = {"layerId": LAYER, "layerType": "data"}
    match shape:
        case Shape.NUMBER:
            return layer | {"metricAccessor": values[0]}
        case Shape.TABLE:
            return layer | {"columns": [{"columnId": key} for key in (*splits, *values)], "rowHeight": "single"}
        case Shape.CLOUD:
            sizes = {"maxFontSize": 48, "minFontSize": 14, "orientation": "single", "showLabel": False}
            return layer | sizes | {"tagAccessor": splits[0], "valueAccessor": values[0]}
        case Shape.DONUT:
            legend = {"numberDisplay": "percent", "categoryDisplay": "default", "legendDisplay": "default"}
            parts = {"primaryGroups": splits, "metrics": values, "nestedLegend": False}
            return {"shape": "donut", "layers": [layer | legend | parts]}
    return _axes(shape, layer, splits, values)


_SERIES = {Shape.BARS: "bar_horizontal", Shape.STACKED: "bar_stacked", Shape.LINES: "line"}


def _axes(shape: Shape, layer: Json, splits: list[str], values: list[str]) -> Json:
    series = _SERIES[shape]
    drawn = layer | {"seriesType": series, "xAccessor": splits[0], "accessors": values}
    if len(splits) > 1:
        drawn["splitAccessor"] = splits[1]
    sides = {"x": shape is not Shape.BARS, "yLeft": False, "yRight": False}
    return {
        "preferredSeriesType": series,
        "layers": [drawn],
        "legend": {"isVisible": len(splits) > 1 or len(values) > 1, "position": "right"},
        "valueLabels": "show" if shape is Shape.BARS else "hide",
        "fittingFunction": "None",
        "axisTitlesVisibilitySettings": sides,
    }
