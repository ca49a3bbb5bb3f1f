-- +goose Up
-- A plan of the seats of a site: a floor or a room of it, on a grid.
create table org_seat_plan (
    id         text    primary key,
    site_id    text    not null references org_site (id),
    floor      text    not null,
    floor_fold text    not null,
    name       text    not null,
    name_fold  text    not null,
    width      integer not null,
    height     integer not null,
    fixtures   text    not null,
    rev        bigint  not null default 1,
    changed_ms bigint  not null,
    changed_by text    not null
);
create unique index org_seat_plan_name on org_seat_plan (site_id, floor_fold, name_fold);

create table org_seat (
    id             text    primary key,
    plan_id        text    not null references org_seat_plan (id),
    label          text    not null,
    x              integer not null,
    y              integer not null,
    extension      text    not null,
    extension_fold text    not null,
    shared         integer not null
);
create index org_seat_plan_seat on org_seat (plan_id);
create unique index org_seat_extension on org_seat (extension_fold) where extension_fold <> '';

-- Who sits on a seat from a day on.
create table org_seating (
    id        text primary key,
    seat_id   text not null references org_seat (id),
    person_id text not null references org_person (id),
    from_on   text not null,
    to_on     text
);
create unique index org_seating_seat on org_seating (seat_id, from_on);
create index org_seating_person on org_seating (person_id, from_on);

-- +goose Down
drop table org_seating;
drop table org_seat;
drop table org_seat_plan;
