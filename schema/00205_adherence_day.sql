-- +goose Up
-- The centre's rule of adherence: what fits what, grace, and how long a day may
-- still change. One row; none: the rule the product comes with.
create table adherence_rule (
    id         text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- A time that is not to count: explained by the person (person_id), or entered
-- for a person or for a team (team_id).
create table adherence_exception (
    id         text   primary key,
    person_id  text   not null,
    team_id    text   not null,
    from_ms    bigint not null,
    to_ms      bigint not null,
    reason     text   not null,
    note       text   not null,
    state      text   not null,
    origin     text   not null,
    asked_ms   bigint not null,
    asked_by   text   not null,
    decided_ms bigint not null,
    decided_by text   not null,
    answer     text   not null,
    rev        bigint not null
);
create index adherence_exception_span on adherence_exception (to_ms, from_ms);
create index adherence_exception_person on adherence_exception (person_id, to_ms);

-- A person's day held against what was published for it. Of what it was made
-- says basis; sums are seconds; plan and deviations are lists.
create table adherence_day (
    person_id          text   not null,
    on_day             text   not null,
    basis              text   not null,
    told_s             bigint not null,
    scheduled_s        bigint not null,
    exception_s        bigint not null,
    excused_s          bigint not null,
    on_queue_s         bigint not null,
    on_queue_planned_s bigint not null,
    plan               text   not null,
    deviations         text   not null,
    until_ms           bigint not null,
    made_ms            bigint not null,
    primary key (person_id, on_day)
);
create index adherence_day_day on adherence_day (on_day, person_id);

-- +goose Down
drop table adherence_day;
drop table adherence_exception;
drop table adherence_rule;
