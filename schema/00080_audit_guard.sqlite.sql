-- +goose Up
-- +goose StatementBegin
create trigger audit_entry_no_update before update on audit_entry
begin
    select raise(abort, 'audit_entry is append-only');
end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger audit_entry_no_delete before delete on audit_entry
begin
    select raise(abort, 'audit_entry is append-only');
end;
-- +goose StatementEnd

-- +goose Down
drop trigger audit_entry_no_delete;
drop trigger audit_entry_no_update;
