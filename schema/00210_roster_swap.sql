-- +goose Up
-- Shifts that people pass on to each other, and the terms on which they may.
create table roster_swap (
    id         text   primary key,
    state      text   not null,
    giver_id   text   not null,
    on_day     text   not null,
    shift      text   not null,
    for_id     text   not null,
    taker_id   text   not null,
    back_on    text   not null,
    back_shift text   not null,
    note       text   not null,
    answer     text   not null,
    asked_ms   bigint not null,
    taken_ms   bigint not null,
    decided_ms bigint not null,
    decided_by text   not null,
    expires_ms bigint not null,
    violations text   not null,
    rev        bigint not null
);
create index roster_swap_day on roster_swap (on_day);
-- A shift is offered once at a time.
create unique index roster_swap_waiting on roster_swap (giver_id, on_day) where state in ('open', 'taken');

create table roster_terms (
    id         text   primary key,
    terms      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table roster_terms;
drop table roster_swap;
