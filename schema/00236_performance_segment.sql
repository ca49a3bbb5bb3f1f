-- +goose Up
-- What people are divided by from a day on.
create table segment_scheme (
    from_on    text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- How leaders saw the attitude of people in a month.
create table segment_attitude (
    person_id  text   not null,
    month_on   text   not null,
    author_id  text   not null,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null,
    primary key (person_id, month_on)
);

-- In which segment a person was in a period, with the figures it follows from.
create table segment_result (
    kind      text   not null,
    from_on   text   not null,
    person_id text   not null,
    team_id   text   not null,
    body      text   not null,
    made_ms   bigint not null,
    primary key (kind, from_on, person_id)
);
create index segment_result_person on segment_result (person_id);

-- What is done about it, carried until it is done.
create table segment_action (
    id         text   primary key,
    person_id  text   not null,
    team_id    text   not null,
    owner_id   text   not null,
    author_id  text   not null,
    state      text   not null,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);
create index segment_action_person on segment_action (person_id);

-- The night that was computed last; one row.
create table segment_night (
    id      text primary key,
    last_on text not null
);

-- +goose Down
drop table segment_night;
drop table segment_action;
drop table segment_result;
drop table segment_attitude;
drop table segment_scheme;
