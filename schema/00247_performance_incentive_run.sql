-- +goose Up
-- Runs of a period, and what each person earns in them; lines of an approved run
-- never change: what is put right later is a run of differences.
create table incentive_run (
    id   text   primary key,
    body text   not null,
    rev  bigint not null
);

create table incentive_line (
    run_id    text   not null references incentive_run (id),
    place     bigint not null,
    person_id text   not null,
    body      text   not null,
    primary key (run_id, place)
);
create index incentive_line_person on incentive_line (person_id);

-- +goose Down
drop table incentive_line;
drop table incentive_run;
