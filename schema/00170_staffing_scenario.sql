-- +goose Up
-- What-if scenarios of a requirement: what was asked, and the answer as it was
-- told. The summary is the answer in a few figures, for lists. The plan may be
-- gone later; the scenario stays.
create table staffing_scenario (
    id         text   primary key,
    name       text   not null,
    note       text   not null,
    plan_id    text   not null,
    question   text   not null,
    summary    text   not null,
    answer     text   not null,
    rev        bigint not null,
    created_ms bigint not null,
    created_by text   not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table staffing_scenario;
