-- +goose Up
create table identity_user (
    id           text    primary key,
    login        text    not null unique,
    name         text    not null,
    name_fold    text    not null,
    password     text    not null,
    must_change  integer not null,
    person_id    text    unique,
    active       integer not null default 1,
    created_ms   bigint  not null,
    signed_in_ms bigint,
    rev          bigint  not null default 1
);

create table identity_grant (
    id         text primary key,
    user_id    text not null references identity_user (id),
    role       text not null,
    scope      text not null,
    scope_id   text not null,
    from_on    text not null,
    to_on      text
);
create index identity_grant_user on identity_grant (user_id);
create index identity_grant_role on identity_grant (role, user_id);

create table identity_session (
    hash       text   primary key,
    id         text   not null unique,
    user_id    text   not null references identity_user (id),
    created_ms bigint not null,
    seen_ms    bigint not null,
    expires_ms bigint not null,
    address    text   not null,
    agent      text   not null
);
create index identity_session_user on identity_session (user_id);

create table identity_attempt (
    login           text    primary key,
    failures        integer not null,
    first_ms        bigint  not null,
    locks           integer not null,
    locked_until_ms bigint  not null,
    last_ms         bigint  not null
);

create table identity_guard (
    id integer primary key,
    n  bigint  not null
);
insert into identity_guard (id, n) values (1, 0);

-- +goose Down
drop table identity_guard;
drop table identity_attempt;
drop table identity_session;
drop table identity_grant;
drop table identity_user;
