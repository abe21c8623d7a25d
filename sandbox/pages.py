"""Survey pages: a small accessible page for each survey link, marked as a sandbox.

A person who clicks the button in a rehearsal's mail can fill the instrument; what is sent is
checked and stored as a completed survey response.
"""

from dataclasses import dataclass
from html import escape

from sandbox.call import surroundings
from sandbox.dictionary import Dictionary, Field
from sandbox.dispatch import Dispatcher
from sandbox.errors import ApiError
from sandbox.names import checkbox_column
from sandbox.params import Params
from sandbox.records.calculation import TAGS
from sandbox.records.importing import Importer, ImportRequest
from sandbox.rights import Rights
from sandbox.storage import ProjectStore
from sandbox.storage.journal import Entry, Kind
from sandbox.storage.links import NOT_COMPLETED, Target, find_link
from sandbox.widgets import widget


RESPONDENT = "[survey respondent]"
LATER = "__later"
"""Name of the button that keeps a response without completing it."""
_STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:0 1rem 4rem;"
    "color:#1b1b1b;background:#fff}header p{background:#7a4100;color:#fff;padding:.5rem .75rem}"
    "fieldset,.field{border:0;margin:0 0 1.4rem;padding:0}legend,label.top{font-weight:600;"
    "display:block;padding:0}input[type=text],textarea,select{font:inherit;width:100%;"
    "box-sizing:border-box;padding:.4rem;border:1px solid #595959;border-radius:4px}"
    ".note{color:#4a4a4a;font-size:.9rem}[role=alert]{border-left:.4rem solid #a80000;"
    "padding:.2rem .8rem}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:4px;"
    "background:#0b4f8a;color:#fff}button.second{background:#fff;color:#0b4f8a;"
    "box-shadow:inset 0 0 0 2px #0b4f8a}"
    ":focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}"
)
_BUTTONS = (
    "<button>Submit</button> "
    f'<button class="second" name="{LATER}" value="1">Save and return later</button>'
)


def page(title: str, content: str) -> str:
    """A whole HTML page that says it is a sandbox."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>SANDBOX: {escape(title)}</title><style>{_STYLE}</style></head><body>"
        "<header><p>SANDBOX: a rehearsal. Nothing here reaches real people.</p></header>"
        f"<main><h1>{escape(title)}</h1>{content}</main></body></html>"
    )


@dataclass(frozen=True)
class Opened:
    """A survey link that leads somewhere."""

    project: ProjectStore
    target: Target


class SurveyPages:
    """Shows survey pages and stores responses."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher

    def show(self, query: Params) -> tuple[int, str]:
        """Status and page for a survey link or a queue link."""
        with self._dispatcher.database.transaction():
            opened = self._open(query)
            if opened is None:
                return 404, page("Survey", "<p>This survey link is not valid.</p>")
            if not opened.target.instrument:
                return 200, self._queue(opened)
            return 200, _form(opened, _stored(opened), problems=[])

    def save(self, query: Params, body: Params) -> tuple[int, str]:
        """Store what was sent; the page again when something is wrong.

        The response is completed, or kept as a partial one when the respondent will return.
        """
        opened = self._open(query)
        if opened is None or not opened.target.instrument:
            return 404, page("Survey", "<p>This survey link is not valid.</p>")
        values = _sent(opened.project.structure.dictionary, opened.target, body)
        try:
            with self._dispatcher.database.transaction():
                self._store(opened, values, is_partial=body.has(LATER))
        except ApiError as error:
            return 400, _form(opened, values, error.message.splitlines())
        if body.has(LATER):
            code = opened.project.links.code_for("return", opened.target, length=8)
            kept = f"<p>Your answers are kept. Come back by the same link; return code {code}.</p>"
            return 200, page(_title(opened), kept)
        thanks = "<p>Thank you. Your answers are stored; you can close this page.</p>"
        return 200, page(_title(opened), thanks)

    def _open(self, query: Params) -> Opened | None:
        name = query.text("s") or query.text("sq")
        found = find_link(self._dispatcher.database, name) if name else None
        if found is None:
            return None
        opened = Opened(ProjectStore(self._dispatcher.database, found[0]), found[1])
        known = opened.project.records.exists(opened.target.record)
        return opened if known and not opened.project.is_deleted else None

    def _store(self, opened: Opened, values: dict[str, str], *, is_partial: bool) -> None:
        target, project = opened.target, opened.project
        if not is_partial:
            _require_answers(project.structure.dictionary, target.instrument, values)
        status = "0" if is_partial else "2"
        row = _place(opened) | values | {f"{target.instrument}_complete": status}
        around = surroundings(project, RESPONDENT, self._dispatcher.settings)
        request = ImportRequest([row], overwrite=True, around=around)
        now = self._dispatcher.now()
        changes = Importer(project, Rights.everything(), request, now).run()
        at = NOT_COMPLETED if is_partial else now.strftime("%Y-%m-%d %H:%M:%S")
        project.links.complete(target, at)
        details = changes.detail_of(target.record)
        action = f"Update Response {target.record}"
        entry = Entry(now, RESPONDENT, Kind.RECORD_EDIT, action, details, target.record)
        project.journal.add([entry])

    def _queue(self, opened: Opened) -> str:
        base, project = self._dispatcher.settings.base_url, opened.project
        structure, event = project.structure, project.structure.events[0]
        items = []
        for name, title in structure.surveys.items():
            if not structure.repeats_alone(event.id, name):
                target = Target(opened.target.record, event.id, name, 1)
                address = f"{base}/surveys/?s={project.links.hash_of(target)}"
                items.append(f'<li><a href="{escape(address)}">{escape(title)}</a></li>')
        return page("Survey queue", f"<ul>{''.join(items)}</ul>")


def _require_answers(dictionary: Dictionary, instrument: str, values: dict[str, str]) -> None:
    missing = [
        f"{field.label}: an answer is needed"
        for field in _shown(dictionary, instrument)
        if field.is_required and not _answered(field, values)
    ]
    if missing:
        raise ApiError("\n".join(missing))


def _place(opened: Opened) -> dict[str, str]:
    structure, target = opened.project.structure, opened.target
    row = {structure.dictionary.record_id_field: target.record}
    if structure.is_longitudinal:
        row["redcap_event_name"] = structure.event_by_id[target.event_id].unique_name
    if structure.repeats_alone(target.event_id, target.instrument):
        row["redcap_repeat_instrument"] = target.instrument
        row["redcap_repeat_instance"] = str(target.instance)
    elif structure.repeats_whole(target.event_id):
        row["redcap_repeat_instance"] = str(target.instance)
    return row


def _shown(dictionary: Dictionary, instrument: str) -> list[Field]:
    return [
        field
        for field in dictionary.fields
        if field.instrument == instrument
        and field.name != dictionary.record_id_field
        and field.type not in ("calc", "file", "sql")
        and "@HIDDEN" not in field.annotation
        and not any(tag in field.annotation for tag in TAGS)
    ]


def _answered(field: Field, values: dict[str, str]) -> bool:
    if field.branching:
        return True
    if field.type == "checkbox":
        return any(values[checkbox_column(field.name, code)] == "1" for code, _ in field.choices)
    return bool(values.get(field.name))


def _sent(dictionary: Dictionary, target: Target, body: Params) -> dict[str, str]:
    values: dict[str, str] = {}
    for field in _shown(dictionary, target.instrument):
        if field.type == "checkbox":
            for code, _label in field.choices:
                name = checkbox_column(field.name, code)
                values[name] = "1" if body.has(name) else "0"
        elif field.type != "descriptive" and "@READONLY" not in field.annotation:
            values[field.name] = body.raw(field.name).strip()
    return values


def _stored(opened: Opened) -> dict[str, str]:
    target = opened.target
    for record in opened.project.records.scan(records=[target.record]):
        for document in record.documents:
            key = (document.event_id, document.instrument, document.instance)
            if key == (target.event_id, target.instrument, target.instance):
                return document.data or {}
    return {}


def _title(opened: Opened) -> str:
    structure, name = opened.project.structure, opened.target.instrument
    return structure.surveys.get(name) or structure.labels.get(name, name)


def _form(opened: Opened, values: dict[str, str], problems: list[str]) -> str:
    dictionary = opened.project.structure.dictionary
    fields = _shown(dictionary, opened.target.instrument)
    parts = [widget(field, values) for field in fields]
    alert = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
    intro = f'<div role="alert"><p>Please look again:</p><ul>{alert}</ul></div>' if alert else ""
    form = f'{intro}<form method="post">{"".join(parts)}{_BUTTONS}</form>'
    return page(_title(opened), form)
