-- +goose Up
-- What somebody is told, in the words of the page: kind and what it is about.
create table notice_notice (
    id        text   primary key,
    person_id text   not null,
    kind      text   not null,
    about     text   not null,
    link      text   not null,
    at_ms     bigint not null,
    read_ms   bigint not null
);
create index notice_notice_person on notice_notice (person_id, at_ms);

-- +goose Down
drop table notice_notice;
