-- +goose Up
-- +goose StatementBegin
create function audit_entry_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit_entry is append-only';
end;
$$;
-- +goose StatementEnd
create trigger audit_entry_no_change before update or delete on audit_entry
    for each row execute function audit_entry_refuse();
create trigger audit_entry_no_truncate before truncate on audit_entry
    for each statement execute function audit_entry_refuse();

-- +goose Down
drop trigger audit_entry_no_truncate on audit_entry;
drop trigger audit_entry_no_change on audit_entry;
drop function audit_entry_refuse();
