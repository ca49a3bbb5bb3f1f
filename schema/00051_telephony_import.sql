-- +goose Up
create table telephony_import (
    id           text    primary key,
    name         text    not null,
    fingerprint  text    not null default '',
    source       text    not null,
    kind         text    not null,
    request      text    not null,
    state        text    not null,
    progress     double precision not null default 0,
    counts       text    not null default '{}',
    baseline     text    not null default '',
    checkpoint   text    not null default '',
    bad_rows     bigint  not null default 0,
    error        text    not null default '',
    error_code   text    not null default '',
    cancel_asked integer not null default 0,
    job_id       text    not null default '',
    created_by   text    not null,
    created_ms   bigint  not null,
    started_ms   bigint  not null default 0,
    saved_ms     bigint  not null default 0,
    ended_ms     bigint  not null default 0
);
create index telephony_import_fingerprint on telephony_import (fingerprint, created_ms);

-- Rows of an imported file that could not be read, in the order of the file.
create table telephony_import_error (
    import_id   text   not null references telephony_import (id),
    n           bigint not null,
    line        bigint not null,
    column_name text   not null,
    value       text   not null,
    expected    text   not null,
    reason      text   not null,
    primary key (import_id, n)
);

create table telephony_upload (
    id         text   primary key,
    name       text   not null,
    size       bigint not null,
    created_by text   not null,
    created_ms bigint not null
);

create table telephony_mapping (
    id         text   primary key,
    kind       text   not null,
    name       text   not null,
    name_fold  text   not null,
    mapping    text   not null,
    created_by text   not null,
    created_ms bigint not null
);
create unique index telephony_mapping_name on telephony_mapping (kind, name_fold);

-- Files that are followed as they grow.
create table telephony_tail (
    source     text   primary key,
    path       text   not null,
    checkpoint text   not null,
    saved_ms   bigint not null,
    error      text   not null default ''
);

create index telephony_quarantine_source on telephony_quarantine (source_id, status);

-- +goose Down
drop index telephony_quarantine_source;
drop table telephony_tail;
drop table telephony_mapping;
drop table telephony_upload;
drop table telephony_import_error;
drop table telephony_import;
