-- +goose Up
-- A forecast as it was made: from what, for which days, and how far it is
-- approved. Days are the centre's.
create table forecast_version (
    id              text    primary key,
    name            text    not null,
    name_fold       text    not null,
    status          text    not null,
    grain_minutes   integer not null,
    as_of_on        text    not null,
    history_from_on text    not null,
    history_to_on   text    not null,
    first_on        text    not null,
    last_on         text    not null,
    timezone        text    not null,
    settings        text    not null,
    inputs          text    not null,
    created_ms      bigint  not null,
    created_by      text    not null,
    approved_ms     bigint  not null default 0,
    approved_by     text    not null default '',
    locked_ms       bigint  not null default 0,
    locked_by       text    not null default '',
    rev             bigint  not null default 1
);
create index forecast_version_status on forecast_version (status, locked_ms);

-- What became of each queue of a version.
create table forecast_queue (
    version_id text not null references forecast_version (id) on delete cascade,
    queue_id   text not null,
    outcome    text not null,
    about      text not null,
    primary key (version_id, queue_id)
);

-- A day of a queue as the model said it, an array for each kind of number.
create table forecast_day (
    version_id text    not null references forecast_version (id) on delete cascade,
    queue_id   text    not null,
    on_day     text    not null,
    closed     integer not null,
    slots      text    not null,
    bands      text    not null,
    parts      text    not null,
    handle     text    not null,
    primary key (version_id, queue_id, on_day)
);
create index forecast_day_queue on forecast_day (queue_id, on_day);

-- +goose Down
drop table forecast_day;
drop table forecast_queue;
drop table forecast_version;
