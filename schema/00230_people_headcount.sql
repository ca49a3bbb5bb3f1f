-- +goose Up
-- A version of a headcount plan; approved, with what it was approved on.
create table people_headcount (
    id         text    primary key,
    plan_id    text    not null,
    version    integer not null,
    about      text    not null,
    rev        bigint  not null,
    changed_ms bigint  not null,
    changed_by text    not null,
    unique (plan_id, version)
);

-- +goose Down
drop table people_headcount;
