-- +goose Up
-- What a planner laid over the model's forecast, in the order it is applied.
create table forecast_edit (
    id         text    primary key,
    version_id text    not null references forecast_version (id) on delete cascade,
    rule       text    not null,
    reason     text    not null,
    created_ms bigint  not null,
    created_by text    not null,
    undone_ms  bigint  not null default 0,
    undone_by  text    not null default ''
);
create index forecast_edit_version on forecast_edit (version_id, id);

-- +goose Down
drop table forecast_edit;
