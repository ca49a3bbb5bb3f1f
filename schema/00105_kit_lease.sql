-- +goose Up
-- Work that one node at a time may do. The holder counts beat up; who sees it
-- stand still long enough takes the lease over and counts term up.
create table kit_lease (
    name   text   primary key,
    holder text   not null,
    term   bigint not null,
    beat   bigint not null
);

-- +goose Down
drop table kit_lease;
