-- +goose Up
-- Quarantine in the order it was seen, whatever became of it.
create index telephony_quarantine_seen on telephony_quarantine (seen_ms, id);

-- +goose Down
drop index telephony_quarantine_seen;
