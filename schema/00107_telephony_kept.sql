-- From which UTC day on rows are kept; what is older does not change any more.
-- quarantine_ms: rows in quarantine seen before are gone.
-- +goose Up
create table telephony_kept (
    id            integer primary key,
    journal_day   bigint  not null,
    contact_day   bigint  not null,
    sheet_day     bigint  not null,
    quarantine_ms bigint  not null
);
insert into telephony_kept (id, journal_day, contact_day, sheet_day, quarantine_ms) values (1, 0, 0, 0, 0);
alter table telephony_source add column expired bigint not null default 0;
create index telephony_call_last on telephony_call (last_ms);

-- +goose Down
drop index telephony_call_last;
alter table telephony_source drop column expired;
drop table telephony_kept;
