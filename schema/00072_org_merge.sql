-- +goose Up
-- What was found to be the same as another: the row stays, archived, and leads there.
alter table org_queue add column merged_into text references org_queue (id);
alter table org_person add column merged_into text references org_person (id);
create index org_queue_merged on org_queue (merged_into);
create index org_person_merged on org_person (merged_into);
-- Grows with every merge: who remembers which ids the names of a source have compares it.
alter table org_centre add column merges bigint not null default 0;

-- +goose Down
alter table org_centre drop column merges;
drop index org_person_merged;
drop index org_queue_merged;
alter table org_person drop column merged_into;
alter table org_queue drop column merged_into;
