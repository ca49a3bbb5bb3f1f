-- +goose Up
-- Sets of work rules, and to whom each is given from a day on. Whom: the centre
-- (no id), a team or a person.
create table roster_rule_set (
    id         text   primary key,
    name       text   not null,
    name_fold  text   not null unique,
    note       text   not null,
    rules      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table roster_rule_given (
    id         text   primary key,
    set_id     text   not null references roster_rule_set (id),
    whom       text   not null,
    whom_id    text   not null,
    from_on    text   not null,
    created_ms bigint not null,
    created_by text   not null,
    unique (whom, whom_id, from_on)
);

-- +goose Down
drop table roster_rule_given;
drop table roster_rule_set;
