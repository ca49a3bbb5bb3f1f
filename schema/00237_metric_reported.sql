-- +goose Up
-- Values people tell of a period, for figures no room counts yet.
create table metric_reported (
    id          text   primary key,
    figure      text   not null,
    level       text   not null,
    subject_id  text   not null,
    from_on     text   not null,
    to_on       text   not null,
    numerator   double precision not null,
    denominator double precision not null,
    source      text   not null,
    evidence    text   not null,
    rev         bigint not null,
    changed_ms  bigint not null,
    changed_by  text   not null,
    unique (figure, level, subject_id, from_on, to_on)
);
create index metric_reported_days on metric_reported (from_on, to_on);

-- +goose Down
drop table metric_reported;
