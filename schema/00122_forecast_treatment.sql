-- +goose Up
-- What a planner said of a day of a queue's history, over what was found about
-- it. Of a queue and day one holds; what was taken back stays to be seen.
create table forecast_treatment (
    id         text   primary key,
    queue_id   text   not null,
    on_day     text   not null,
    rule       text   not null,
    reason     text   not null,
    created_ms bigint not null,
    created_by text   not null,
    undone_ms  bigint not null default 0,
    undone_by  text   not null default ''
);
create unique index forecast_treatment_day on forecast_treatment (queue_id, on_day) where undone_ms = 0;

-- +goose Down
drop table forecast_treatment;
