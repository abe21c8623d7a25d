"""Every content the API knows. A new one is its module and its line here."""

from sandbox.call import Content
from sandbox.contents import (
    export_field_names,
    instrument,
    log,
    metadata,
    next_record,
    project,
    record,
    repeating_forms_events,
    survey_links,
    user,
    version,
)


CONTENTS: dict[str, Content] = {
    content.name: content
    for content in (
        export_field_names.CONTENT,
        instrument.CONTENT,
        log.CONTENT,
        metadata.CONTENT,
        next_record.CONTENT,
        project.CONTENT,
        record.CONTENT,
        repeating_forms_events.CONTENT,
        survey_links.ACCESS_CODE,
        survey_links.LINK,
        survey_links.QUEUE_LINK,
        survey_links.RETURN_CODE,
        user.CONTENT,
        version.CONTENT,
    )
}
