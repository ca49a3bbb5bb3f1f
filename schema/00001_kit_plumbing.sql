-- +goose Up
create table kit_outbox (
    id         text   primary key,
    subject    text   not null,
    body       text   not null,
    created_ms bigint not null
);

create table kit_inbox (
    consumer   text   not null,
    message_id text   not null,
    seen_ms    bigint not null,
    primary key (consumer, message_id)
);
create index kit_inbox_seen on kit_inbox (seen_ms);

create table kit_job (
    id           text    primary key,
    kind         text    not null,
    input        text    not null,
    state        text    not null,
    progress     double precision not null default 0,
    detail       text    not null default '',
    result       text    not null default '',
    error        text    not null default '',
    error_code   text    not null default '',
    attempt      integer not null default 0,
    cancel_asked integer not null default 0,
    created_by   text    not null,
    created_ms   bigint  not null,
    started_ms   bigint,
    beat_ms      bigint,
    ended_ms     bigint
);
create index kit_job_state on kit_job (state, created_ms);

create table kit_setting (
    key        text   primary key,
    value      text   not null,
    rev        bigint not null,
    changed_ms bigint not null
);

-- +goose Down
drop table kit_setting;
drop table kit_job;
drop table kit_inbox;
drop table kit_outbox;
