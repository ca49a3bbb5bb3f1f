-- How long each kind of data is kept. No row: everything. deleted counts what a
-- run has deleted that is not noted in the audit log yet.
-- +goose Up
create table kit_retention (
    kind       text   primary key,
    days       bigint not null,
    rev        bigint not null,
    deleted    bigint not null default 0,
    run_ms     bigint not null default 0,
    run_before bigint not null default 0,
    run_rows   bigint not null default 0
);

-- +goose Down
drop table kit_retention;
