-- +goose Up
-- How many agents a locked forecast takes: from what, and by what targets.
create table staffing_plan (
    id          text   primary key,
    name        text   not null,
    forecast_id text   not null,
    first_on    text   not null,
    last_on     text   not null,
    about       text   not null,
    created_ms  bigint not null,
    created_by  text   not null
);

-- What became of each queue of a plan.
create table staffing_plan_queue (
    plan_id  text not null references staffing_plan (id) on delete cascade,
    queue_id text not null,
    about    text not null,
    primary key (plan_id, queue_id)
);

-- The intervals of a queue's day.
create table staffing_plan_day (
    plan_id  text not null references staffing_plan (id) on delete cascade,
    queue_id text not null,
    on_day   text not null,
    slots    text not null,
    primary key (plan_id, queue_id, on_day)
);

-- +goose Down
drop table staffing_plan_day;
drop table staffing_plan_queue;
drop table staffing_plan;
