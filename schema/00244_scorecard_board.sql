-- +goose Up
-- Boards that are hung out: who leads in what.
create table scorecard_board (
    id         text   primary key,
    own_key    text   not null unique,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table scorecard_board;
