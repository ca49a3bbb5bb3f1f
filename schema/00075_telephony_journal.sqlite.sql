-- Journals hold events in their binary form; those written before stay JSON
-- and are read as such. There is no way back but a backup.
-- +goose Up
create table telephony_call_binary (
    source_id text   not null,
    call_id   text   not null,
    last_ms   bigint not null,
    standing  integer not null,
    events    bytea  not null,
    primary key (source_id, call_id)
);
insert into telephony_call_binary select source_id, call_id, last_ms, standing, cast(events as blob) from telephony_call;
drop table telephony_call;
alter table telephony_call_binary rename to telephony_call;
create index telephony_call_open on telephony_call (source_id, standing, last_ms) where standing > 0;
