-- +goose Up
create table metric_view (
    id         text    primary key,
    owner_id   text    not null,
    owner_name text    not null,
    name       text    not null,
    name_fold  text    not null,
    page       text    not null,
    params     text    not null,
    shared     integer not null default 0,
    rev        bigint  not null,
    created_ms bigint  not null,
    changed_ms bigint  not null,
    unique (owner_id, page, name_fold)
);
create index metric_view_shared on metric_view (shared, name_fold);

-- +goose Down
drop table metric_view;
