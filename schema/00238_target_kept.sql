-- +goose Up
-- What a subject is to reach of a metric in a period.
create table target (
    id             text   primary key,
    metric         text   not null,
    metric_version bigint not null,
    seconds        bigint not null,
    scope          text   not null,
    scope_id       text   not null,
    period         text   not null,
    from_on        text   not null,
    to_on          text   not null,
    direction      text   not null,
    parent_id      text   not null
);
create unique index target_place on target (scope, scope_id, metric, seconds, period, from_on);
create index target_days on target (from_on, to_on);
create index target_parent on target (parent_id);

-- What it was to be from a day on; never changed.
create table target_version (
    target_id  text             not null references target (id),
    version    bigint           not null,
    from_on    text             not null,
    threshold  double precision not null,
    target     double precision not null,
    stretch    double precision not null,
    weight     double precision not null,
    level      text             not null,
    goal_id    text             not null,
    relevance  text             not null,
    active     bigint           not null,
    reason     text             not null,
    changed_ms bigint           not null,
    changed_by text             not null,
    primary key (target_id, version)
);

-- +goose Down
drop table target_version;
drop table target;
