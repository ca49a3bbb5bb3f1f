-- +goose Up
-- What a simulation of a roster said: of the revision it was made of. Days are
-- the intervals of each day.
create table roster_certificate (
    version_id text   primary key references roster_version (id) on delete cascade,
    rev        bigint not null,
    about      text   not null,
    days       text   not null,
    made_ms    bigint not null,
    made_by    text   not null
);

-- +goose Down
drop table roster_certificate;
