-- +goose Up
-- Sources that tell events as they happen, as configured by an administrator.
-- secret is sealed; the key it is sealed with is not in the store.
create table telephony_live_source (
    id         text    primary key,
    name       text    not null,
    name_fold  text    not null unique,
    kind       text    not null,
    enabled    integer not null,
    settings   text    not null,
    secret     text    not null default '',
    rev        bigint  not null default 1,
    created_by text    not null,
    created_ms bigint  not null,
    changed_ms bigint  not null
);

-- Keys that let a program tell events over HTTP. Only the hash is kept.
create table telephony_intake_key (
    id         text   primary key,
    source_id  text   not null references telephony_live_source (id),
    label      text   not null,
    hash       text   not null unique,
    hint       text   not null,
    created_by text   not null,
    created_ms bigint not null,
    expires_ms bigint not null,
    revoked_ms bigint not null default 0,
    used_ms    bigint not null default 0
);
create index telephony_intake_key_source on telephony_intake_key (source_id, created_ms);

-- How a live source does, written by the process that runs it. memory is what
-- that process must know again after a restart.
create table telephony_live_status (
    source_id    text   primary key references telephony_live_source (id),
    state        text   not null default 'off',
    since_ms     bigint not null default 0,
    connected_ms bigint not null default 0,
    heard_ms     bigint not null default 0,
    event_ms     bigint not null default 0,
    delay_ms     bigint not null default 0,
    events       bigint not null default 0,
    refused      bigint not null default 0,
    reconnects   bigint not null default 0,
    error_code   text   not null default '',
    error        text   not null default '',
    error_ms     bigint not null default 0,
    runner       text   not null default '',
    lease_ms     bigint not null default 0,
    memory       text   not null default ''
);

-- +goose Down
drop table telephony_live_status;
drop table telephony_intake_key;
drop table telephony_live_source;
