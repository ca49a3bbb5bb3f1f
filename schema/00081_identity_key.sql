-- +goose Up
create table identity_key (
    id          text   primary key,
    hash        text   not null unique,
    name        text   not null,
    permissions text   not null,
    scope       text   not null,
    scope_id    text   not null,
    created_by  text   not null,
    created_ms  bigint not null,
    expires_ms  bigint not null,
    used_ms     bigint not null default 0,
    revoked_ms  bigint not null default 0
);

-- +goose Down
drop table identity_key;
