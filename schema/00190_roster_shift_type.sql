-- +goose Up
-- Types of shift: when one may begin, how long it is, its breaks, who may work
-- it and from when to when. Minutes are after midnight of the centre's clock,
-- those of breaks after the beginning of the shift.
create table roster_shift_type (
    id             text   primary key,
    code           text   not null,
    code_fold      text   not null unique,
    name           text   not null,
    colour         text   not null,
    earliest_start bigint not null,
    latest_start   bigint not null,
    start_step     bigint not null,
    length_minutes bigint not null,
    breaks         text   not null,
    team_ids       text   not null,
    skill_ids      text   not null,
    from_on        text   not null,
    until_on       text,
    note           text   not null,
    rev            bigint not null,
    changed_ms     bigint not null,
    changed_by     text   not null
);

-- +goose Down
drop table roster_shift_type;
