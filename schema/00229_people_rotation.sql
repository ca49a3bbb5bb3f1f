-- +goose Up
-- How teams are to be: sizes, and how long somebody leads one. One row, id 'terms'.
create table people_team_terms (
    id         text   primary key,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- A plan by which leaders change teams on a day.
create table people_rotation (
    id           text   primary key,
    effective_on text   not null,
    about        text   not null,
    rev          bigint not null,
    changed_ms   bigint not null,
    changed_by   text   not null
);

-- +goose Down
drop table people_rotation;
drop table people_team_terms;
