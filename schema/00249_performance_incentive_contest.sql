-- +goose Up
-- Contests and draws, and how everybody stood on each day; version 0 is a standing
-- while it ran, 1 the final one, further ones what was corrected later.
create table incentive_contest (
    id   text   primary key,
    body text   not null,
    rev  bigint not null
);

create table incentive_standing (
    contest_id text   not null references incentive_contest (id),
    on_day     text   not null,
    version    bigint not null,
    body       text   not null,
    primary key (contest_id, on_day, version)
);

-- +goose Down
drop table incentive_standing;
drop table incentive_contest;
