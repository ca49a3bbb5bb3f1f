-- +goose Up
-- Rosters: who works when over some days. A version is a draft until it is
-- published; a line is all of one person's days.
create table roster_version (
    id           text   primary key,
    name         text   not null,
    plan_id      text   not null,
    first_on     text   not null,
    last_on      text   not null,
    status       text   not null,
    about        text   not null,
    rev          bigint not null,
    created_ms   bigint not null,
    created_by   text   not null,
    changed_ms   bigint not null,
    changed_by   text   not null,
    published_ms bigint not null,
    published_by text   not null
);
create index roster_version_published on roster_version (status, first_on, last_on);

create table roster_line (
    version_id text not null references roster_version (id) on delete cascade,
    person_id  text not null,
    days       text not null,
    primary key (version_id, person_id)
);
create index roster_line_person on roster_line (person_id);

create table roster_change (
    version_id text   not null references roster_version (id) on delete cascade,
    seq        bigint not null,
    person_id  text   not null,
    on_day     text   not null,
    before     text   not null,
    after      text   not null,
    reason     text   not null,
    published  bigint not null,
    at_ms      bigint not null,
    by_name    text   not null,
    primary key (version_id, seq)
);
create index roster_change_person on roster_change (person_id, on_day);

-- +goose Down
drop table roster_change;
drop table roster_line;
drop table roster_version;
