-- +goose Up
-- People asked for more or fewer hours than the published roster has.
create table roster_offer (
    id          text   primary key,
    kind        text   not null,
    state       text   not null,
    skill_id    text   not null,
    on_day      text   not null,
    from_minute bigint not null,
    to_minute   bigint not null,
    people      bigint not null,
    taken       bigint not null,
    note        text   not null,
    asked_ms    bigint not null,
    asked_by    text   not null,
    until_ms    bigint not null,
    closed_ms   bigint not null,
    rev         bigint not null
);
create index roster_offer_day on roster_offer (on_day);

create table roster_offer_person (
    offer_id    text   not null references roster_offer (id) on delete cascade,
    person_id   text   not null,
    place       bigint not null,
    state       text   not null,
    minutes     bigint not null,
    day_kind    text   not null,
    percent     bigint not null,
    before      text   not null,
    after       text   not null,
    recent      bigint not null,
    answered_ms bigint not null,
    primary key (offer_id, person_id)
);
create index roster_offer_person_of on roster_offer_person (person_id);

-- +goose Down
drop table roster_offer_person;
drop table roster_offer;
