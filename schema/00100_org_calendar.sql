-- +goose Up
create table org_calendar_year (
    year        integer primary key,
    source      text    not null,
    imported_ms bigint  not null
);

create table org_calendar_day (
    year   integer not null references org_calendar_year (year),
    day_on text    not null,
    kind   text    not null,
    name   text    not null,
    primary key (year, day_on)
);

create table org_calendar_entry (
    id      text   primary key,
    kind    text   not null,
    name    text   not null,
    name_en text   not null default '',
    from_on text   not null,
    to_on   text   not null,
    note    text   not null default '',
    rev     bigint not null default 1
);

create table org_calendar_entry_queue (
    entry_id text not null references org_calendar_entry (id),
    queue_id text not null references org_queue (id),
    primary key (entry_id, queue_id)
);
create index org_calendar_entry_queue_queue on org_calendar_entry_queue (queue_id);

-- +goose Down
drop table org_calendar_entry_queue;
drop table org_calendar_entry;
drop table org_calendar_day;
drop table org_calendar_year;
