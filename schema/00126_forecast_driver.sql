-- +goose Up
-- Quantities of the business that contacts follow, and their values by day.
create table forecast_driver (
    id         text   primary key,
    name       text   not null,
    kind       text   not null,
    lag_days   bigint not null,
    queue_ids  text   not null,
    note       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);
create unique index forecast_driver_name on forecast_driver (name);
create table forecast_driver_value (
    driver_id text             not null references forecast_driver (id) on delete cascade,
    on_day    text             not null,
    amount    double precision not null,
    primary key (driver_id, on_day)
);

-- +goose Down
drop table forecast_driver_value;
drop table forecast_driver;
