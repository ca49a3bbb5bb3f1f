-- +goose Up
create table identity_provider (
    id         text    primary key,
    kind       text    not null,
    name       text    not null,
    name_fold  text    not null unique,
    enabled    integer not null,
    settings   text    not null,
    secret     text    not null,
    created_ms bigint  not null,
    rev        bigint  not null default 1
);

create table identity_link (
    provider_id text   not null references identity_provider (id),
    subject     text   not null,
    user_id     text   not null references identity_user (id),
    linked_ms   bigint not null,
    primary key (provider_id, subject)
);
create unique index identity_link_user on identity_link (user_id, provider_id);

alter table identity_grant add column provider_id text not null default '';
alter table identity_session add column provider_id text not null default '';

-- +goose Down
alter table identity_session drop column provider_id;
alter table identity_grant drop column provider_id;
drop table identity_link;
drop table identity_provider;
