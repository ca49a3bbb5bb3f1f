-- +goose Up
-- An agent's contacts in the order they entered, for lists of one person.
create index telephony_contact_agent_entered on telephony_contact (agent_id, entered_ms, id) where agent_id <> '';

-- +goose Down
drop index telephony_contact_agent_entered;
