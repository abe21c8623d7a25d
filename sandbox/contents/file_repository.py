"""`content=fileRepository`: folders and files that belong to the project, not to a record."""

from typing import Any

from sandbox.call import Call, content
from sandbox.errors import ApiError
from sandbox.numbers import whole, whole_or
from sandbox.results import Binary, JsonValue, Nothing, Result, Table
from sandbox.storage.files import StoredFile


NO_FOLDER = (
    "The File Repository folder folder_id={folder_id} does not exist or else you do not have"
    " permission to that folder because it is DAG-restricted or Role-restricted."
)


def create_folder(call: Call) -> Result:
    """A new folder; its id in a list of one."""
    _require(call, writing=True)
    name = call.params.text("name")
    if not name:
        raise ApiError("The folder must have a name.")
    for key in ("dag_id", "role_id"):
        given = call.params.text(key)
        if given and whole(given) is None:
            raise ApiError(f"The value of the parameter '{key}' is not valid.")
    dag_id = whole(call.params.text("dag_id"), call.dag_id)
    if dag_id is not None and dag_id not in call.project.structure.dag_by_id:
        raise ApiError(f"The Data Access Group dag_id={dag_id} does not exist in this project.")
    folder_id = call.project.files.add_folder(name, _folder(call), dag_id)
    call.manage(f"Create folder in File Repository (API), folder_id={folder_id}")
    return _rows(call, [{"folder_id": folder_id}], ("folder_id",))


def list_folder(call: Call) -> Result:
    """Folders and files of one folder, or of the top."""
    _require(call)
    rows = call.project.files.list_folder(_folder(call))
    call.manage("List files and folders in File Repository (API)")
    return _rows(call, rows, ("folder_id", "doc_id", "name"))


def _rows(call: Call, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> Result:
    if call.params.format == "json" or call.params.return_format == "json":
        return JsonValue(rows)
    return Table(columns, rows)


def export(call: Call) -> Result:
    """A file's bytes."""
    _require(call)
    file = _file(call)
    call.manage(f"Download file from File Repository (API), doc_id={file.doc_id}")
    return Binary(file.content, file.mime, file.name)


def import_file(call: Call) -> Result:
    """Keep an uploaded file; an empty answer."""
    _require(call, writing=True)
    upload = call.params.uploads.get("file")
    if upload is None or not upload.filename:
        raise ApiError("No valid file was uploaded")
    file = StoredFile(0, upload.filename, upload.mime, upload.content)
    doc_id = call.project.files.add_to_repository(file, _folder(call))
    call.manage(f"Upload file to File Repository (API), doc_id={doc_id}")
    return Nothing()


def delete(call: Call) -> Result:
    """Remove a file; an empty answer."""
    _require(call, writing=True)
    file = _file(call)
    call.project.files.delete(file.doc_id)
    call.manage(f"Delete file from File Repository (API), doc_id={file.doc_id}")
    return Nothing()


def _require(call: Call, *, writing: bool = False) -> None:
    if writing:
        call.rights.require_import()
    else:
        call.rights.require_export()
    call.require_right("file_repository")


def _folder(call: Call) -> int | None:
    text = call.params.text("folder_id")
    if not text:
        return None
    folder_id = whole(text)
    if folder_id is None or not call.project.files.has_folder(folder_id):
        raise ApiError(NO_FOLDER.format(folder_id=text))
    return folder_id


def _file(call: Call) -> StoredFile:
    text = call.params.text("doc_id")
    file = call.project.files.get(whole_or(text, 0), in_repository=True)
    if file is None:
        raise ApiError(f"The File Repository file doc_id={text} does not exist.")
    return file


CONTENT = content(
    "fileRepository",
    createfolder=create_folder,
    list=list_folder,
    export=export,
    import_=import_file,
    delete=delete,
)
