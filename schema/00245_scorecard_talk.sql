-- +goose Up
-- Talks of a leader with a person, with what was agreed.
create table scorecard_talk (
    id         text   primary key,
    person_id  text   not null,
    author_id  text   not null,
    talked_on  text   not null,
    follow_on  text   not null,
    done_on    text   not null,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);
create index scorecard_talk_person on scorecard_talk (person_id, talked_on);

-- +goose Down
drop table scorecard_talk;
