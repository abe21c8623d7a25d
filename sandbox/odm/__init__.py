"""REDCap project XML (CDISC ODM 1.3 with REDCap's own attributes): read and written.

Facts come from project files that clients publish as test fixtures and from public help pages.
"""

from sandbox.odm.apply import apply_project
from sandbox.odm.export import project_xml, project_xml_parts
from sandbox.odm.read import read_project


__all__ = ["apply_project", "project_xml", "project_xml_parts", "read_project"]
