-- The last entry that may be deleted, and its hash: the chain begins after it.
-- +goose Up
create table audit_anchor (
    id   integer primary key,
    seq  bigint  not null,
    hash text    not null
);
insert into audit_anchor (id, seq, hash) values (1, 0, '');
drop trigger audit_entry_no_delete;
-- +goose StatementBegin
create trigger audit_entry_no_delete before delete on audit_entry
when old.seq > (select seq from audit_anchor where id = 1)
begin
    select raise(abort, 'audit_entry is append-only');
end;
-- +goose StatementEnd

-- +goose Down
drop trigger audit_entry_no_delete;
-- +goose StatementBegin
create trigger audit_entry_no_delete before delete on audit_entry
begin
    select raise(abort, 'audit_entry is append-only');
end;
-- +goose StatementEnd
drop table audit_anchor;
