-- +goose Up
-- What a number depends on has a history: a value holds from its day until the
-- next one begins. subject is 'centre' or a queue's id; from_on is '' for ever
-- before; value is null where a queue takes the centre's.
create table org_parameter (
    id        text             primary key,
    subject   text             not null,
    parameter text             not null,
    from_on   text             not null,
    value     double precision,
    set_by    text             not null default '',
    set_ms    bigint           not null default 0,
    why       text             not null default '',
    unique (subject, parameter, from_on)
);
insert into org_parameter (id, subject, parameter, from_on, value)
    select 'centre-threshold', 'centre', 'threshold_ms', '', service_level_threshold_ms from org_centre;
insert into org_parameter (id, subject, parameter, from_on, value)
    select 'centre-target', 'centre', 'target_percent', '', service_level_target_percent from org_centre;
insert into org_parameter (id, subject, parameter, from_on, value)
    select 'centre-short-abandon', 'centre', 'short_abandon_ms', '', short_abandon_ms from org_centre;
insert into org_parameter (id, subject, parameter, from_on, value)
    select 'centre-repeat-window', 'centre', 'repeat_window_hours', '', repeat_window_hours from org_centre;
insert into org_parameter (id, subject, parameter, from_on, value)
    select id || '-threshold', id, 'threshold_ms', '', threshold_ms from org_queue where threshold_ms is not null;
insert into org_parameter (id, subject, parameter, from_on, value)
    select id || '-target', id, 'target_percent', '', target_percent from org_queue where target_percent is not null;

alter table org_centre drop column short_abandon_ms;
alter table org_centre drop column service_level_threshold_ms;
alter table org_centre drop column service_level_target_percent;
alter table org_centre drop column repeat_window_hours;
alter table org_queue drop column threshold_ms;
alter table org_queue drop column target_percent;

-- +goose Down
alter table org_centre add column short_abandon_ms bigint not null default 5000;
alter table org_centre add column service_level_threshold_ms bigint not null default 20000;
alter table org_centre add column service_level_target_percent double precision not null default 80;
alter table org_centre add column repeat_window_hours integer not null default 168;
alter table org_queue add column threshold_ms bigint;
alter table org_queue add column target_percent double precision;
update org_centre set
    short_abandon_ms = (select value from org_parameter where subject = 'centre' and parameter = 'short_abandon_ms' order by from_on desc limit 1),
    service_level_threshold_ms = (select value from org_parameter where subject = 'centre' and parameter = 'threshold_ms' order by from_on desc limit 1),
    service_level_target_percent = (select value from org_parameter where subject = 'centre' and parameter = 'target_percent' order by from_on desc limit 1),
    repeat_window_hours = (select value from org_parameter where subject = 'centre' and parameter = 'repeat_window_hours' order by from_on desc limit 1);
update org_queue set
    threshold_ms = (select value from org_parameter where subject = org_queue.id and parameter = 'threshold_ms' order by from_on desc limit 1),
    target_percent = (select value from org_parameter where subject = org_queue.id and parameter = 'target_percent' order by from_on desc limit 1);
drop table org_parameter;
