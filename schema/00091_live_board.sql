-- +goose Up
create table live_board (
    id         text   primary key,
    name       text   not null,
    name_fold  text   not null unique,
    layout     text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table live_playlist (
    id         text   primary key,
    name       text   not null,
    name_fold  text   not null unique,
    entries    text   not null,
    rev        bigint not null,
    changed_ms bigint not null
);

-- Links that show boards on a screen where nobody signs in. Only a hash of
-- the token is kept.
create table live_kiosk (
    id          text   primary key,
    name        text   not null,
    token_hash  text   not null unique,
    board_id    text   not null,
    playlist_id text   not null,
    scope       text   not null,
    created_ms  bigint not null,
    created_by  text   not null,
    expires_ms  bigint not null,
    revoked_ms  bigint not null,
    used_ms     bigint not null
);

-- Targets of the figures at the top of the floor, one row.
create table live_goal (
    id         text   primary key,
    goals      text   not null,
    rev        bigint not null,
    changed_ms bigint not null
);

-- +goose Down
drop table live_goal;
drop table live_kiosk;
drop table live_playlist;
drop table live_board;
