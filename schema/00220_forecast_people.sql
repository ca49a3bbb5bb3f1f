-- +goose Up
-- What a day's handle times are made of, and what people bring to them: of each
-- queue of a version.
alter table forecast_day add column handle_parts text not null default 'null';
create table forecast_people (
    version_id text not null references forecast_version (id) on delete cascade,
    queue_id   text not null,
    people     text not null,
    primary key (version_id, queue_id)
);

-- +goose Down
drop table forecast_people;
alter table forecast_day drop column handle_parts;
