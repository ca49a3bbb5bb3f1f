-- +goose Up
create table identity_totp (
    user_id      text   primary key references identity_user (id),
    secret       text   not null,
    begun_ms     bigint not null,
    confirmed_ms bigint not null,
    last_step    bigint not null
);

create table identity_recovery (
    id      text   primary key,
    user_id text   not null references identity_user (id),
    hash    text   not null,
    used_ms bigint not null default 0
);
create index identity_recovery_user on identity_recovery (user_id);

create table identity_policy (
    id                  integer primary key,
    second_factor_roles text    not null,
    rev                 bigint  not null default 1
);
insert into identity_policy (id, second_factor_roles) values (1, '');

alter table identity_session add column two_factors integer not null default 0;

-- +goose Down
alter table identity_session drop column two_factors;
drop table identity_policy;
drop table identity_recovery;
drop table identity_totp;
