-- +goose Up
-- What planners say of shrinkage, each from a day on: how much of scheduled
-- time a kind takes (state is empty), or as which kind the time of an agent
-- state counts. Of one thing and day one holds; what was taken back stays to
-- be seen.
create table staffing_shrinkage_change (
    id         text   primary key,
    state      text   not null,
    kind       text   not null,
    percent    double precision not null,
    from_on    text   not null,
    note       text   not null,
    created_ms bigint not null,
    created_by text   not null,
    undone_ms  bigint not null default 0,
    undone_by  text   not null default ''
);

-- +goose Down
drop table staffing_shrinkage_change;
