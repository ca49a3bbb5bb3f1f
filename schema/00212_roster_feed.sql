-- +goose Up
-- Calendar feeds: a person's secret address, and wishes for the days of a roster.
create table roster_feed (
    person_id text   primary key,
    key_hash  text   not null unique,
    made_ms   bigint not null,
    read_ms   bigint not null
);

create table roster_wish_round (
    id         text   primary key,
    name       text   not null,
    first_on   text   not null,
    last_on    text   not null,
    close_on   text   not null,
    most       bigint not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table roster_wish (
    round_id   text   not null references roster_wish_round (id) on delete cascade,
    person_id  text   not null,
    wishes     text   not null,
    changed_ms bigint not null,
    primary key (round_id, person_id)
);

-- +goose Down
drop table roster_wish;
drop table roster_wish_round;
drop table roster_feed;
