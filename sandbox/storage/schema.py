"""The tables. `datum` is clustered in export order: record, event, instrument, instance."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS project (
    project_id INTEGER PRIMARY KEY AUTOINCREMENT,
    info TEXT NOT NULL,
    salt TEXT NOT NULL,
    is_deleted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS super_token (token TEXT PRIMARY KEY, username TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS field (
    project_id INTEGER NOT NULL, position INTEGER NOT NULL, spec TEXT NOT NULL,
    PRIMARY KEY (project_id, position)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS instrument (
    project_id INTEGER NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL,
    survey_title TEXT,
    PRIMARY KEY (project_id, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS survey_setting (
    project_id INTEGER NOT NULL, instrument TEXT NOT NULL, settings TEXT NOT NULL,
    PRIMARY KEY (project_id, instrument)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arm (
    project_id INTEGER NOT NULL, arm_num INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (project_id, arm_num)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (
    event_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, arm_num INTEGER NOT NULL, name TEXT NOT NULL,
    unique_name TEXT NOT NULL, custom_label TEXT NOT NULL DEFAULT '',
    day_offset INTEGER NOT NULL DEFAULT 0, offset_min INTEGER NOT NULL DEFAULT 0,
    offset_max INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, unique_name)
);
CREATE TABLE IF NOT EXISTS event_instrument (
    project_id INTEGER NOT NULL, event_id INTEGER NOT NULL, instrument TEXT NOT NULL,
    PRIMARY KEY (project_id, event_id, instrument)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS repeating (
    project_id INTEGER NOT NULL, event_id INTEGER NOT NULL, instrument TEXT NOT NULL,
    label TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, event_id, instrument)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dag (
    dag_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, name TEXT NOT NULL, unique_name TEXT NOT NULL,
    UNIQUE (project_id, unique_name)
);
CREATE TABLE IF NOT EXISTS role (
    role_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, unique_name TEXT NOT NULL, label TEXT NOT NULL,
    rights TEXT NOT NULL,
    UNIQUE (project_id, unique_name)
);
CREATE TABLE IF NOT EXISTS member (
    project_id INTEGER NOT NULL, username TEXT NOT NULL, position INTEGER NOT NULL,
    token TEXT UNIQUE, role_name TEXT NOT NULL DEFAULT '', dag_id INTEGER,
    rights TEXT NOT NULL,
    PRIMARY KEY (project_id, username)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    project_id INTEGER NOT NULL, sort_key TEXT NOT NULL, record TEXT NOT NULL,
    dag_id INTEGER, is_locked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, sort_key, record)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS datum (
    project_id INTEGER NOT NULL, sort_key TEXT NOT NULL, record TEXT NOT NULL,
    event_id INTEGER NOT NULL, instrument TEXT NOT NULL, instance INTEGER NOT NULL,
    is_locked INTEGER NOT NULL DEFAULT 0, data BLOB NOT NULL,
    PRIMARY KEY (project_id, sort_key, record, event_id, instrument, instance)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (
    log_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, at TEXT NOT NULL, username TEXT NOT NULL,
    kind TEXT NOT NULL, action TEXT NOT NULL, details TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS log_by_record ON log (project_id, record, at);
CREATE TABLE IF NOT EXISTS survey_link (
    hash TEXT PRIMARY KEY, project_id INTEGER NOT NULL, record TEXT NOT NULL,
    event_id INTEGER NOT NULL, instrument TEXT NOT NULL, instance INTEGER NOT NULL,
    completed_at TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS survey_link_by_record ON survey_link (project_id, record);
CREATE TABLE IF NOT EXISTS stored_file (
    doc_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL, content BLOB NOT NULL,
    in_repository INTEGER NOT NULL DEFAULT 0, folder_id INTEGER
);
CREATE TABLE IF NOT EXISTS folder (
    folder_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, parent_id INTEGER, name TEXT NOT NULL,
    dag_id INTEGER, role_id INTEGER
);
CREATE TABLE IF NOT EXISTS report (
    report_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, definition TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS import_queue (
    queue_id INTEGER PRIMARY KEY AUTOINCREMENT,
    project_id INTEGER NOT NULL, username TEXT NOT NULL, request TEXT NOT NULL
);
"""
