-- +goose Up
-- A version of the mission, the vision or the values; one never changes.
create table strategy_document (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- An analysis of the environment: strengths, weaknesses, opportunities, threats,
-- and the strategies that follow from them.
create table strategy_analysis (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- A stage of several years.
create table strategy_stage (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table strategy_stage;
drop table strategy_analysis;
drop table strategy_document;
