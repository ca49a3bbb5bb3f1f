-- +goose Up
-- The file of a person: one document, saved as a whole.
create table people_file (
    person_id  text   primary key,
    record     text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table people_file;
