-- +goose Up
-- Hiring plans as they were reckoned from an outlook.
create table staffing_hiring_plan (
    id         text   primary key,
    name       text   not null,
    about      text   not null,
    outcome    text   not null,
    created_ms bigint not null,
    created_by text   not null
);

-- +goose Down
drop table staffing_hiring_plan;
