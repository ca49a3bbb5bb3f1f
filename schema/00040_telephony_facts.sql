-- +goose Up
create table telephony_source (
    id            text   primary key,
    name          text   not null unique,
    kind          text   not null,
    timezone      text   not null,
    created_ms    bigint not null,
    horizon_ms    bigint not null default 0,
    last_seen_ms  bigint not null default 0,
    events        bigint not null default 0,
    repeated      bigint not null default 0,
    unknown       bigint not null default 0
);

create table telephony_restart (
    source_id text   not null references telephony_source (id),
    at_ms     bigint not null,
    primary key (source_id, at_ms)
);

-- The journal of a call: every event ever read of it. Contacts are folded from it.
create table telephony_call (
    source_id text   not null,
    call_id   text   not null,
    last_ms   bigint not null,
    standing  integer not null,
    events    text   not null,
    primary key (source_id, call_id)
);
create index telephony_call_open on telephony_call (source_id, standing, last_ms) where standing > 0;

create table telephony_contact (
    id          text   primary key,
    source_id   text   not null,
    call_id     text   not null,
    visit       integer not null,
    queue_id    text   not null,
    agent_id    text   not null,
    channel     text   not null,
    call_type   text   not null,
    customer    text   not null,
    entered_ms  bigint not null,
    answered_ms bigint not null,
    ended_ms    bigint not null,
    wait_ms     bigint not null,
    ring_ms     bigint not null,
    talk_ms     bigint not null,
    hold_ms     bigint not null,
    wrap_up_ms  bigint not null,
    outcome     text   not null,
    left_reason text   not null,
    ended_by    text   not null,
    sent_to     text   not null,
    offers      integer not null,
    missed      integer not null,
    holds       integer not null,
    transferred integer not null,
    flags       integer not null
);
create unique index telephony_contact_visit on telephony_contact (source_id, call_id, visit);
create index telephony_contact_queue on telephony_contact (queue_id, entered_ms, id);
create index telephony_contact_entered on telephony_contact (entered_ms, id);
create index telephony_contact_agent on telephony_contact (agent_id, answered_ms) where agent_id <> '';
create index telephony_contact_customer on telephony_contact (customer, entered_ms) where customer <> '';
create index telephony_contact_flagged on telephony_contact (entered_ms, flags) where flags <> 0;

create table telephony_interval (
    source_id text   not null,
    queue_id  text   not null,
    channel   text   not null,
    start_ms  bigint not null,
    length_ms bigint not null,
    sums      text   not null,
    primary key (queue_id, start_ms, length_ms, channel, source_id)
);

-- One row per queue and UTC day that has facts. epoch grows with every change
-- of the day; sheet holds its columns as of built_epoch.
create table telephony_day (
    day         bigint not null,
    queue_id    text   not null,
    epoch       bigint not null,
    built_epoch bigint not null default 0,
    sheet       bytea,
    primary key (day, queue_id)
);
create index telephony_day_epoch on telephony_day (epoch);

create table telephony_agent_event (
    agent_id  text   not null,
    at_ms     bigint not null,
    event_key text   not null,
    source_id text   not null,
    event     text   not null,
    primary key (agent_id, at_ms, event_key)
);

create table telephony_agent_day (
    agent_id text   not null,
    day      bigint not null,
    epoch    bigint not null,
    sums     bytea  not null,
    primary key (agent_id, day)
);
create index telephony_agent_day_day on telephony_agent_day (day, agent_id);
create index telephony_agent_day_epoch on telephony_agent_day (epoch);

create table telephony_agent_due (
    agent_id  text   not null,
    day       bigint not null,
    source_id text   not null,
    primary key (agent_id, day)
);

create table telephony_position (
    stream     text   primary key,
    seq        bigint not null,
    epoch      bigint not null,
    applied_ms bigint not null
);

create table telephony_quarantine (
    id          text   primary key,
    source_id   text   not null,
    kind        text   not null,
    file        text   not null,
    line        bigint not null,
    column_name text   not null,
    value       text   not null,
    expected    text   not null,
    reason      text   not null,
    raw         text   not null,
    settings    text   not null,
    status      text   not null,
    note        text   not null,
    seen_ms     bigint not null,
    settled_ms  bigint not null
);
create index telephony_quarantine_status on telephony_quarantine (status, seen_ms, id);

-- +goose Down
drop table telephony_quarantine;
drop table telephony_position;
drop table telephony_agent_due;
drop table telephony_agent_day;
drop table telephony_agent_event;
drop table telephony_day;
drop table telephony_interval;
drop table telephony_contact;
drop table telephony_call;
drop table telephony_restart;
drop table telephony_source;
