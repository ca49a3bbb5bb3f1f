-- The change a due agent day is due for: what was reckoned from before it is
-- not what it is then.
-- +goose Up
alter table telephony_agent_due add column epoch bigint not null default 0;

-- +goose Down
alter table telephony_agent_due drop column epoch;
