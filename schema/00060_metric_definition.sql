-- +goose Up
create table metric_entry (
    metric_id  text    primary key,
    archived   integer not null default 0,
    rev        bigint  not null,
    changed_ms bigint  not null
);

create table metric_definition (
    metric_id    text    not null references metric_entry (metric_id),
    version      integer not null,
    effective_on text    not null,
    definition   text    not null,
    created_ms   bigint  not null,
    created_by   text    not null,
    primary key (metric_id, version)
);

-- +goose Down
drop table metric_definition;
drop table metric_entry;
