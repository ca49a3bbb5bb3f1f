-- +goose Up
-- When something on the floor becomes an alarm. A row replaces the rule that
-- would hold otherwise, for the centre, a queue or a team.
create table live_threshold (
    id         text    primary key,
    rule       text    not null,
    target     text    not null,
    target_id  text    not null,
    state      text    not null,
    reason     text    not null,
    raise_at   double precision not null,
    clear_at   double precision not null,
    hold_s     integer not null,
    least      integer not null,
    severity   text    not null,
    enabled    integer not null,
    rev        bigint  not null,
    changed_ms bigint  not null,
    unique (rule, target, target_id, state, reason)
);

create table live_alarm (
    id          text   primary key,
    rule        text   not null,
    severity    text   not null,
    object_kind text   not null,
    object_id   text   not null,
    object_name text   not null,
    name_fold   text   not null,
    team_id     text   not null,
    state       text   not null,
    reason      text   not null,
    value       double precision not null,
    bound       double precision not null,
    raised_ms   bigint not null,
    cleared_ms  bigint not null,
    owner_id    text   not null,
    owner_name  text   not null,
    acked_ms    bigint not null,
    acked_by    text   not null,
    rev         bigint not null
);
create unique index live_alarm_open on live_alarm (rule, object_kind, object_id, state) where cleared_ms = 0;
create index live_alarm_raised on live_alarm (raised_ms, id);

-- What people did about an alarm, in order.
create table live_alarm_action (
    id       text   primary key,
    alarm_id text   not null references live_alarm (id),
    at_ms    bigint not null,
    by_id    text   not null,
    by_name  text   not null,
    kind     text   not null,
    body     text   not null
);
create index live_alarm_action_alarm on live_alarm_action (alarm_id, id);

create table live_mute (
    id          text   primary key,
    rule        text   not null,
    object_kind text   not null,
    object_id   text   not null,
    object_name text   not null,
    team_id     text   not null,
    until_ms    bigint not null,
    reason      text   not null,
    by_name     text   not null,
    at_ms       bigint not null
);
create index live_mute_until on live_mute (until_ms);

-- What a team leader notes about an agent; agents never see it.
create table live_note (
    id        text   primary key,
    agent_id  text   not null,
    at_ms     bigint not null,
    by_id     text   not null,
    by_name   text   not null,
    kind      text   not null,
    body      text   not null
);
create index live_note_agent on live_note (agent_id, at_ms);

-- +goose Down
drop table live_note;
drop table live_mute;
drop table live_alarm_action;
drop table live_alarm;
drop table live_threshold;
