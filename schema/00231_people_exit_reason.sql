-- +goose Up
-- Why people leave: the reasons that files may name. One row, id 'reasons'; without it the usual ones.
create table people_exit_reason (
    id         text   primary key,
    about      text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- +goose Down
drop table people_exit_reason;
