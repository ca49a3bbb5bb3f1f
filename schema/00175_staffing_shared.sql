-- +goose Up
-- Requirements of queues that share agents, found by simulation from a plan.
create table staffing_shared (
    id         text   primary key,
    about      text   not null,
    created_ms bigint not null,
    created_by text   not null
);

create table staffing_shared_day (
    shared_id text not null references staffing_shared (id) on delete cascade,
    day_on    text not null,
    body      text not null,
    primary key (shared_id, day_on)
);

-- +goose Down
drop table staffing_shared_day;
drop table staffing_shared;
