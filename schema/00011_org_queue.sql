-- +goose Up
create table org_queue (
    id             text             primary key,
    code           text             not null,
    code_fold      text             not null unique,
    name           text             not null,
    name_fold      text             not null,
    channel        text             not null,
    skill_id       text             references org_skill (id),
    site_id        text             references org_site (id),
    threshold_ms   bigint,
    target_percent double precision,
    hours          text             not null default '',
    discovered     integer          not null default 0,
    active         integer          not null default 1,
    rev            bigint           not null default 1
);
create index org_queue_skill on org_queue (skill_id);
create index org_queue_site on org_queue (site_id);

create table org_queue_alias (
    source   text not null,
    external text not null,
    queue_id text not null references org_queue (id),
    primary key (source, external)
);
create index org_queue_alias_queue on org_queue_alias (queue_id);

create table org_queue_day (
    queue_id text not null references org_queue (id),
    day_on   text not null,
    hours    text not null,
    note     text not null default '',
    primary key (queue_id, day_on)
);

-- +goose Down
drop table org_queue_day;
drop table org_queue_alias;
drop table org_queue;
