-- +goose Up
-- What the room keeps as one: its content in about, and the key that no two share.
create table strategy_goal (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- A cause-effect arrow between two goals.
create table strategy_arrow (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table strategy_initiative (
    id         text   primary key,
    own_key    text   not null unique,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table strategy_initiative;
drop table strategy_arrow;
drop table strategy_goal;
