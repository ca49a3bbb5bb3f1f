-- +goose Up
create table audit_entry (
    seq        bigint primary key,
    id         text   not null unique,
    at_ms      bigint not null,
    actor_id   text   not null,
    actor      text   not null,
    action     text   not null,
    object     text   not null,
    object_id  text   not null,
    before_doc text   not null,
    after_doc  text   not null,
    request_id text   not null,
    hash       text   not null
);
create index audit_entry_at on audit_entry (at_ms);
create index audit_entry_object on audit_entry (object, object_id, seq);

create table audit_head (
    id   integer primary key,
    seq  bigint  not null,
    hash text    not null
);
insert into audit_head (id, seq, hash) values (1, 0, '');

-- +goose Down
drop table audit_head;
drop table audit_entry;
