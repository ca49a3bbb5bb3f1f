-- +goose Up
-- How each model would have done on the history of the queues.
create table forecast_comparison (
    id         text   primary key,
    about      text   not null,
    created_ms bigint not null,
    created_by text   not null
);
create table forecast_comparison_queue (
    comparison_id text not null references forecast_comparison (id) on delete cascade,
    queue_id      text not null,
    scores        text not null,
    weights       text not null,
    primary key (comparison_id, queue_id)
);

-- +goose Down
drop table forecast_comparison_queue;
drop table forecast_comparison;
