-- +goose Up
-- The version of a definition that a target holds is pinned, and let go, with a
-- reason: it belongs to what the target was from a day on.
alter table target_version add column metric_version bigint not null default 0;
update target_version set metric_version = (select t.metric_version from target t where t.id = target_version.target_id);
alter table target drop column metric_version;

-- +goose Down
alter table target add column metric_version bigint not null default 0;
update target set metric_version = coalesce((select v.metric_version from target_version v where v.target_id = target.id and v.version = 1), 0);
alter table target_version drop column metric_version;
