-- +goose Up
-- Points: entries move them between accounts, each once for its key; what an
-- account holds is the sum of its entries.
create table incentive_entry (
    id           text   primary key,
    unique_key   text   not null unique,
    kind         text   not null,
    person_id    text   not null,
    points       bigint not null,
    about        text   not null,
    run_id       text   not null,
    on_day       text   not null,
    at_ms        bigint not null,
    made_by      text   not null,
    from_account text   not null,
    to_account   text   not null
);
create index incentive_entry_person on incentive_entry (person_id);

create table incentive_account (
    account text   primary key,
    points  bigint not null
);

create table incentive_gift (
    id   text   primary key,
    body text   not null,
    rev  bigint not null
);

-- Gifts people took, and what leaders sent people.
create table incentive_taking (
    id         text primary key,
    unique_key text not null unique,
    person_id  text not null,
    body       text not null
);
create index incentive_taking_person on incentive_taking (person_id);

create table incentive_praise (
    id         text primary key,
    unique_key text not null unique,
    person_id  text not null,
    body       text not null
);
create index incentive_praise_person on incentive_praise (person_id);

-- +goose Down
drop table incentive_praise;
drop table incentive_taking;
drop table incentive_gift;
drop table incentive_account;
drop table incentive_entry;
