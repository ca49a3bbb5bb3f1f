-- The last entry that may be deleted, and its hash: the chain begins after it.
-- +goose Up
create table audit_anchor (
    id   integer primary key,
    seq  bigint  not null,
    hash text    not null
);
insert into audit_anchor (id, seq, hash) values (1, 0, '');
-- +goose StatementBegin
create or replace function audit_entry_refuse() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.seq <= (select seq from audit_anchor where id = 1) then
            return old;
        end if;
    end if;
    raise exception 'audit_entry is append-only';
end;
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
create or replace function audit_entry_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'audit_entry is append-only';
end;
$$;
-- +goose StatementEnd
drop table audit_anchor;
