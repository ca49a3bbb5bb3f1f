-- +goose Up
-- Kinds of time off; those of the law are there from the beginning. Minutes of
-- balances are of days of eight hours.
create table timeoff_kind (
    id            text   primary key,
    code          text   not null,
    code_fold     text   not null unique,
    name          text   not null,
    name_en       text   not null,
    paid          bigint not null,
    counted       bigint not null,
    approval      bigint not null,
    calendar_days bigint not null,
    active        bigint not null,
    place         bigint not null,
    rev           bigint not null
);

-- A request for whole days, or for part of one day (minutes after midnight).
create table timeoff_request (
    id          text   primary key,
    person_id   text   not null,
    kind_id     text   not null references timeoff_kind (id),
    from_on     text   not null,
    to_on       text   not null,
    from_minute bigint,
    to_minute   bigint,
    reason      text   not null,
    state       text   not null,
    asked_ms    bigint not null,
    asked_by    text   not null,
    decided_ms  bigint not null,
    decided_by  text   not null,
    answer      text   not null,
    rev         bigint not null
);
create index timeoff_request_days on timeoff_request (to_on, from_on);
create index timeoff_request_person on timeoff_request (person_id, to_on);

create table timeoff_balance (
    person_id  text   not null,
    kind_id    text   not null references timeoff_kind (id),
    year       bigint not null,
    minutes    bigint not null,
    changed_ms bigint not null,
    changed_by text   not null,
    primary key (person_id, kind_id, year)
);
create index timeoff_balance_year on timeoff_balance (year);

-- How many people of a team (empty: of the centre) may be away on a day.
create table timeoff_limit (
    id         text   primary key,
    team_id    text   not null,
    from_on    text   not null,
    to_on      text,
    days       text   not null,
    most       bigint not null,
    note       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

insert into timeoff_kind (id, code, code_fold, name, name_en, paid, counted, approval, calendar_days, active, place, rev) values
    ('annual', 'annual', 'annual', '年假', 'Annual leave', 1, 1, 1, 0, 1, 1, 1),
    ('lieu', 'lieu', 'lieu', '调休', 'Time off in lieu', 1, 1, 1, 0, 1, 2, 1),
    ('sick', 'sick', 'sick', '病假', 'Sick leave', 1, 0, 1, 0, 1, 3, 1),
    ('personal', 'personal', 'personal', '事假', 'Personal leave', 0, 0, 1, 0, 1, 4, 1),
    ('marriage', 'marriage', 'marriage', '婚假', 'Marriage leave', 1, 0, 1, 0, 1, 5, 1),
    ('maternity', 'maternity', 'maternity', '产假', 'Maternity leave', 1, 0, 1, 1, 1, 6, 1),
    ('paternity', 'paternity', 'paternity', '陪产假', 'Paternity leave', 1, 0, 1, 1, 1, 7, 1),
    ('bereavement', 'bereavement', 'bereavement', '丧假', 'Bereavement leave', 1, 0, 1, 0, 1, 8, 1),
    ('duty', 'duty', 'duty', '公假', 'Official duty', 1, 0, 1, 0, 1, 9, 1);

-- +goose Down
drop table timeoff_limit;
drop table timeoff_balance;
drop table timeoff_request;
drop table timeoff_kind;
