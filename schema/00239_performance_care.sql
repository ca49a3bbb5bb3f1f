-- +goose Up
-- Signs of strain in the weeks of people, and what their leader did about them.
create table care_notice (
    id         text   primary key,
    person_id  text   not null,
    week_on    text   not null,
    team_id    text   not null,
    state      text   not null,
    signs      text   not null,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null,
    unique (person_id, week_on)
);

-- How many people a week told of, as sums.
create table care_week (
    week_on text   primary key,
    people  bigint not null,
    told    bigint not null
);

-- Who has looked at whom on a day: it stands in the audit log once.
create table care_look (
    user_id   text not null,
    on_day    text not null,
    person_id text not null,
    primary key (user_id, on_day, person_id)
);

-- The night that was looked at last; one row.
create table care_night (
    id      text primary key,
    last_on text not null
);

-- +goose Down
drop table care_night;
drop table care_look;
drop table care_week;
drop table care_notice;
