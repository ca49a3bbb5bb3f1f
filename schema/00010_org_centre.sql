-- +goose Up
create table org_centre (
    id                             text             primary key,
    name                           text             not null,
    timezone                       text             not null,
    week_start                     text             not null,
    locale                         text             not null,
    short_abandon_ms               bigint           not null,
    service_level_variant          text             not null,
    service_level_threshold_ms     bigint           not null,
    service_level_target_percent   double precision not null,
    repeat_window_hours            integer          not null,
    low_volume_min                 integer          not null,
    version                        bigint           not null,
    rev                            bigint           not null
);
insert into org_centre values ('centre', '客服中心', 'Asia/Shanghai', 'monday', 'zh-CN', 5000, 'sl-off', 20000, 80, 168, 10, 1, 1);

create table org_site (
    id         text    primary key,
    code       text    not null,
    code_fold  text    not null unique,
    name       text    not null,
    name_fold  text    not null,
    timezone   text    not null default '',
    active     integer not null default 1,
    rev        bigint  not null default 1
);

create table org_team (
    id         text    primary key,
    code       text    not null,
    code_fold  text    not null unique,
    name       text    not null,
    name_fold  text    not null,
    site_id    text    not null references org_site (id),
    active     integer not null default 1,
    rev        bigint  not null default 1
);
create index org_team_site on org_team (site_id);

create table org_skill (
    id         text    primary key,
    code       text    not null,
    code_fold  text    not null unique,
    name       text    not null,
    name_fold  text    not null,
    active     integer not null default 1,
    rev        bigint  not null default 1
);

-- +goose Down
drop table org_skill;
drop table org_team;
drop table org_site;
drop table org_centre;
