-- +goose Up
-- Days replayed in the simulator: how far what it says is from what was.
create table staffing_calibration (
    id         text   primary key,
    name       text   not null,
    first_on   text   not null,
    last_on    text   not null,
    about      text   not null,
    created_ms bigint not null,
    created_by text   not null
);

-- A queue's day, or with an empty queue the day of all queues that were chosen.
create table staffing_calibration_day (
    calibration_id text not null references staffing_calibration (id) on delete cascade,
    queue_id       text not null,
    on_day         text not null,
    figures        text not null,
    primary key (calibration_id, queue_id, on_day)
);

-- +goose Down
drop table staffing_calibration_day;
drop table staffing_calibration;
