-- Journals hold events in their binary form; those written before stay JSON
-- and are read as such. There is no way back but a backup.
-- +goose Up
alter table telephony_call alter column events type bytea using convert_to(events, 'UTF8');
