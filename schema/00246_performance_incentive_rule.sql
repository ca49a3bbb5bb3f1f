-- +goose Up
-- Rules of incentives; their versions never change once made.
create table incentive_rule (
    id         text   primary key,
    archived   bigint not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table incentive_rule_version (
    rule_id    text   not null references incentive_rule (id),
    version    bigint not null,
    body       text   not null,
    created_ms bigint not null,
    created_by text   not null,
    primary key (rule_id, version)
);

-- +goose Down
drop table incentive_rule_version;
drop table incentive_rule;
