"""`content=project_xml`: the whole project as a REDCap project XML."""

from dataclasses import replace

from sandbox.call import Call, content
from sandbox.contents.record_export import request_of
from sandbox.odm import project_xml_parts
from sandbox.records.export import prepare
from sandbox.records.selection import Asked
from sandbox.render import MIMES
from sandbox.results import Pieces, Result
from sandbox.storage.journal import Kind


def export(call: Call) -> Result:
    """Design and data; `returnMetadataOnly` leaves the data out."""
    call.rights.require_export()
    data = None
    if not call.params.flag("returnMetadataOnly"):
        asked = Asked(
            fields=call.params.items("fields"),
            with_dag=call.params.flag("exportDataAccessGroups") and call.dag_id is None,
            with_survey_fields=call.params.flag("exportSurveyFields"),
        )
        request = replace(request_of(call), asked=asked, labels=False)
        data = prepare(call.project, call.rights, request, call.now)
    call.log(Kind.EXPORT, "Download REDCap project XML file (API)")
    texts = project_xml_parts(
        call.project,
        call.now,
        call.settings.version,
        data,
        with_files=call.params.flag("exportFiles"),
    )
    return Pieces(texts, MIMES["odm"])


CONTENT = content("project_xml", export=export)
