-- +goose Up
-- A version of the operating plan of a year.
create table strategy_annual_plan (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- A review of a month or a quarter, with the map as it stood on the day.
create table strategy_review (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- What a review has asked somebody to do; it goes from review to review until it
-- is done.
create table strategy_action (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table strategy_action;
drop table strategy_review;
drop table strategy_annual_plan;
