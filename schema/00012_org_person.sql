-- +goose Up
create table org_person (
    id            text    primary key,
    agent_no      text    not null,
    agent_no_fold text    not null unique,
    name          text    not null,
    name_fold     text    not null,
    discovered    integer not null default 0,
    active        integer not null default 1,
    rev           bigint  not null default 1
);

create table org_person_alias (
    source    text not null,
    external  text not null,
    person_id text not null references org_person (id),
    primary key (source, external)
);
create index org_person_alias_person on org_person_alias (person_id);

create table org_person_skill (
    person_id text    not null references org_person (id),
    skill_id  text    not null references org_skill (id),
    level     integer not null,
    primary key (person_id, skill_id)
);
create index org_person_skill_skill on org_person_skill (skill_id);

create table org_membership (
    id        text primary key,
    person_id text not null references org_person (id),
    team_id   text not null references org_team (id),
    from_on   text not null,
    to_on     text
);
create unique index org_membership_person on org_membership (person_id, from_on);
create index org_membership_team on org_membership (team_id, from_on);

create table org_leadership (
    id        text primary key,
    team_id   text not null references org_team (id),
    person_id text not null references org_person (id),
    from_on   text not null,
    to_on     text
);
create unique index org_leadership_team on org_leadership (team_id, from_on);
create index org_leadership_person on org_leadership (person_id, from_on);

-- +goose Down
drop table org_leadership;
drop table org_membership;
drop table org_person_skill;
drop table org_person_alias;
drop table org_person;
