-- +goose Up
-- The running day as it was foreseen: one row each time, the body as it is shown.
create table intraday_outlook (
    id     text   primary key,
    on_day text   not null,
    at_ms  bigint not null,
    body   text   not null
);
create index intraday_outlook_at on intraday_outlook (at_ms);

-- What was done. An outlook's proposal is done once.
create table intraday_action (
    id         text   primary key,
    outlook_id text   not null,
    proposal   text   not null,
    on_day     text   not null,
    at_ms      bigint not null,
    by_name    text   not null,
    kind       text   not null,
    queue_id   text   not null,
    from_min   bigint not null,
    to_min     bigint not null,
    status     text   not null,
    ended_ms   bigint not null,
    ended_by   text   not null,
    about      text   not null,
    unique (outlook_id, proposal)
);
create index intraday_action_day on intraday_action (on_day, at_ms);

create table intraday_plan (
    id         text   primary key,
    name       text   not null,
    name_fold  text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table intraday_plan;
drop table intraday_action;
drop table intraday_outlook;
