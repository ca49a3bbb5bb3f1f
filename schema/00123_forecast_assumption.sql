-- +goose Up
-- What a planner takes events of a name to bring, before any was seen. Of a
-- name one holds; what was taken back stays to be seen.
create table forecast_assumption (
    id         text   primary key,
    name       text   not null,
    percent    double precision not null,
    reason     text   not null,
    created_ms bigint not null,
    created_by text   not null,
    undone_ms  bigint not null default 0,
    undone_by  text   not null default ''
);
create unique index forecast_assumption_name on forecast_assumption (name) where undone_ms = 0;

-- +goose Down
drop table forecast_assumption;
