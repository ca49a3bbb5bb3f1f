-- +goose Up
-- A queue may have several names in one source: the sums of each are kept by themselves.
create table telephony_interval_named (
    source_id text   not null,
    queue_id  text   not null,
    name      text   not null,
    channel   text   not null,
    start_ms  bigint not null,
    length_ms bigint not null,
    sums      text   not null,
    primary key (queue_id, start_ms, length_ms, channel, source_id, name)
);
insert into telephony_interval_named (source_id, queue_id, name, channel, start_ms, length_ms, sums)
select i.source_id, i.queue_id,
    coalesce((select min(a.external) from org_queue_alias a join telephony_source s on s.name = a.source where s.id = i.source_id and a.queue_id = i.queue_id), ''),
    i.channel, i.start_ms, i.length_ms, i.sums
from telephony_interval i;
drop table telephony_interval;
alter table telephony_interval_named rename to telephony_interval;

-- +goose Down
create table telephony_interval_plain (
    source_id text   not null,
    queue_id  text   not null,
    channel   text   not null,
    start_ms  bigint not null,
    length_ms bigint not null,
    sums      text   not null,
    primary key (queue_id, start_ms, length_ms, channel, source_id)
);
insert into telephony_interval_plain (source_id, queue_id, channel, start_ms, length_ms, sums)
select source_id, queue_id, channel, start_ms, length_ms, max(sums) from telephony_interval group by source_id, queue_id, channel, start_ms, length_ms;
drop table telephony_interval;
alter table telephony_interval_plain rename to telephony_interval;
