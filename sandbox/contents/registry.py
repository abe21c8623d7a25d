"""Every content the API knows. A new one is its module and its line here."""

from sandbox.call import Content
from sandbox.contents import (
    arm,
    dag,
    event,
    export_field_names,
    file,
    file_repository,
    form_event_mapping,
    instrument,
    log,
    metadata,
    next_record,
    participant_list,
    pdf,
    project,
    project_settings,
    project_xml,
    record,
    repeating_forms_events,
    report,
    role,
    survey_links,
    user,
    version,
)


CONTENTS: dict[str, Content] = {
    content.name: content
    for content in (
        arm.CONTENT,
        dag.CONTENT,
        dag.MAPPING,
        event.CONTENT,
        export_field_names.CONTENT,
        file.CONTENT,
        file_repository.CONTENT,
        form_event_mapping.CONTENT,
        instrument.CONTENT,
        log.CONTENT,
        metadata.CONTENT,
        next_record.CONTENT,
        participant_list.CONTENT,
        pdf.CONTENT,
        project.CONTENT,
        project_settings.CONTENT,
        project_xml.CONTENT,
        record.CONTENT,
        repeating_forms_events.CONTENT,
        report.CONTENT,
        role.CONTENT,
        role.MAPPING,
        survey_links.ACCESS_CODE,
        survey_links.LINK,
        survey_links.QUEUE_LINK,
        survey_links.RETURN_CODE,
        user.CONTENT,
        version.CONTENT,
    )
}
