-- +goose Up
-- What scorecards are made of from a day on; before the first the shipped set
-- holds.
create table scorecard_set (
    from_on    text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table scorecard_set;
