-- +goose Up
-- Views of the months ahead, for hiring: by queue and day, and summed by month.
create table forecast_outlook (
    id         text   primary key,
    about      text   not null,
    created_ms bigint not null,
    created_by text   not null
);
create table forecast_outlook_queue (
    outlook_id text not null references forecast_outlook (id) on delete cascade,
    queue_id   text not null,
    outcome    text not null,
    months     text not null,
    days       text not null,
    primary key (outlook_id, queue_id)
);

-- +goose Down
drop table forecast_outlook_queue;
drop table forecast_outlook;
