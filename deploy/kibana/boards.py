"""The two dashboards: what analysts look at, and what operators do."""

from deploy.kibana.panels import Board, Control, Listing, Panel, Shape, Terms, Time, Value, View

ARTICLES = Value(label="Articles")
STORIES = Value(label="Stories", operation="unique_count", field="story")
SOURCES = Value(label="Sources", operation="unique_count", field="source")
FETCHES = Value(label="Fetches")
INDEXED = Value(label="Indexed", where="outcome : (indexed or revised)")
FAILED = Value(label="Failed", where="outcome : (failed or retry or quarantined)")

DATE = Time(field="date", label="Published")
AT = Time(field="at", label="Fetched")
SOURCE = Terms(field="source", label="Source", size=20)


def _number(value: Value, view: View, width: int = 8) -> Panel:
    return Panel(title=value.label, view=view, shape=Shape.NUMBER, values=(value,), width=width, height=6)


def _ranking(title: str, field: str, size: int = 15, width: int = 16) -> Panel:
    terms = Terms(field=field, label=title, size=size)
    return Panel(title=title, view=View.ARTICLES, shape=Shape.BARS, values=(ARTICLES,), by=(terms,), width=width)


ANALYSTS = Board(
    id="analysts",
    title="Newsloom: news",
    description="How much is written, by whom, about what and whom, and which stories travel.",
    since="now-30d",
    controls=(
        Control(label="Source", view=View.ARTICLES, field="source"),
        Control(label="Language", view=View.ARTICLES, field="language"),
        Control(label="Topic", view=View.ARTICLES, field="topics"),
        Control(label="Person", view=View.ARTICLES, field="persons"),
    ),
    panels=(
        _number(ARTICLES, View.ARTICLES),
        _number(STORIES, View.ARTICLES),
        _number(SOURCES, View.ARTICLES),
        _number(Value(label="Revised", where="revised : true"), View.ARTICLES),
        _number(Value(label="Behind a paywall", where="paywalled : true"), View.ARTICLES),
        _number(Value(label="Gone", where="gone_at : *"), View.ARTICLES),
        Panel(
            title="Volume by source",
            view=View.ARTICLES,
            shape=Shape.STACKED,
            values=(ARTICLES,),
            by=(DATE, Terms(field="source", label="Source", size=10)),
            width=32,
        ),
        Panel(
            title="Languages",
            view=View.ARTICLES,
            shape=Shape.DONUT,
            values=(ARTICLES,),
            by=(Terms(field="language", label="Language", size=8),),
            width=16,
        ),
        Panel(
            title="Sources",
            view=View.ARTICLES,
            shape=Shape.TABLE,
            values=(
                ARTICLES,
                STORIES,
                Value(label="Revised", where="revised : true"),
                Value(label="Words", operation="median", field="reading.words"),
                Value(label="Newest", operation="max", field="date"),
            ),
            by=(SOURCE,),
        ),
        Panel(
            title="Topics over time",
            view=View.ARTICLES,
            shape=Shape.STACKED,
            values=(ARTICLES,),
            by=(DATE, Terms(field="topics", label="Topic", size=10)),
        ),
        _ranking("People", "persons"),
        _ranking("Organisations", "organisations"),
        _ranking("Places", "places"),
        Panel(
            title="Key phrases",
            view=View.ARTICLES,
            shape=Shape.CLOUD,
            values=(ARTICLES,),
            by=(Terms(field="keyphrases", label="Key phrase", size=40),),
            width=16,
        ),
        _ranking("Sections", "section"),
        _ranking("Agencies", "agencies", size=10),
        Panel(
            title="Stories that travelled furthest",
            view=View.ARTICLES,
            shape=Shape.TABLE,
            values=(
                SOURCES,
                ARTICLES,
                Value(label="First", operation="min", field="date"),
                Value(label="Last", operation="max", field="date"),
            ),
            by=(Terms(field="story", label="Story (click to see its articles below)", size=20),),
        ),
        Panel(
            title="Changed headlines by source",
            view=View.REVISIONS,
            shape=Shape.BARS,
            values=(Value(label="Changed headlines", where="title_changed : true"),),
            by=(SOURCE,),
        ),
    ),
    listings=(
        Listing(
            title="Articles",
            view=View.ARTICLES,
            columns=("title", "source", "section", "authors", "language", "story"),
            newest="date",
        ),
    ),
)

OPERATORS = Board(
    id="operators",
    title="Newsloom: operation",
    description="What is fetched, how it ends and why, how long it takes and how far behind the news it is.",
    since="now-24h",
    controls=(
        Control(label="Source", view=View.FETCHES, field="source"),
        Control(label="Host", view=View.FETCHES, field="host"),
        Control(label="Outcome", view=View.FETCHES, field="outcome"),
    ),
    panels=(
        _number(FETCHES, View.FETCHES),
        _number(INDEXED, View.FETCHES),
        _number(FAILED, View.FETCHES),
        _number(Value(label="Hosts", operation="unique_count", field="host"), View.FETCHES),
        _number(Value(label="Median milliseconds", operation="median", field="milliseconds"), View.FETCHES),
        _number(Value(label="Median lag, minutes", operation="median", field="lag_minutes"), View.ARTICLES),
        Panel(
            title="Outcomes",
            view=View.FETCHES,
            shape=Shape.STACKED,
            values=(FETCHES,),
            by=(AT, Terms(field="outcome", label="Outcome", size=12)),
            width=32,
        ),
        Panel(
            title="Why not indexed",
            view=View.FETCHES,
            shape=Shape.TABLE,
            values=(FETCHES,),
            by=(
                Terms(field="outcome", label="Outcome", size=12),
                Terms(field="reason", label="Reason", size=10),
            ),
            width=16,
        ),
        Panel(
            title="Sources",
            view=View.FETCHES,
            shape=Shape.TABLE,
            values=(
                FETCHES,
                INDEXED,
                FAILED,
                Value(label="95 % within, ms", operation="percentile", field="milliseconds", percent=95),
                Value(label="Last fetch", operation="max", field="at"),
            ),
            by=(SOURCE,),
        ),
        Panel(
            title="Lag of indexing behind publication, minutes",
            view=View.ARTICLES,
            shape=Shape.LINES,
            values=(
                Value(label="Median", operation="median", field="lag_minutes"),
                Value(label="95 % within", operation="percentile", field="lag_minutes", percent=95),
            ),
            by=(Time(field="first_seen", label="First seen"),),
        ),
        Panel(
            title="Time of a fetch, milliseconds",
            view=View.FETCHES,
            shape=Shape.LINES,
            values=(
                Value(label="Median", operation="median", field="milliseconds"),
                Value(label="95 % within", operation="percentile", field="milliseconds", percent=95),
            ),
            by=(AT,),
        ),
        Panel(
            title="Bytes fetched",
            view=View.FETCHES,
            shape=Shape.STACKED,
            values=(Value(label="Bytes", operation="sum", field="size"),),
            by=(AT, Terms(field="source", label="Source", size=10)),
        ),
        Panel(
            title="HTTP statuses",
            view=View.FETCHES,
            shape=Shape.STACKED,
            values=(FETCHES,),
            by=(AT, Terms(field="status", label="Status", size=12)),
        ),
        Panel(
            title="How addresses were found",
            view=View.FETCHES,
            shape=Shape.DONUT,
            values=(FETCHES,),
            by=(Terms(field="found", label="Found in", size=8),),
        ),
        Panel(
            title="Freshest by source",
            view=View.ARTICLES,
            shape=Shape.TABLE,
            values=(
                ARTICLES,
                Value(label="Newest published", operation="max", field="published"),
                Value(label="Last seen new", operation="max", field="first_seen"),
                Value(label="Median lag, minutes", operation="median", field="lag_minutes"),
            ),
            by=(SOURCE,),
        ),
        Panel(
            title="Hosts that fail",
            view=View.FETCHES,
            shape=Shape.TABLE,
            values=(FAILED, FETCHES),
            by=(Terms(field="host", label="Host", size=20),),
        ),
    ),
    listings=(
        Listing(
            title="Fetches",
            view=View.FETCHES,
            columns=("url", "outcome", "reason", "status", "milliseconds", "source"),
            newest="at",
        ),
    ),
)

BOARDS = (ANALYSTS, OPERATORS)
