-- +goose Up
-- Contracts: what lists tell, and the whole with all that was said and signed.
create table contract_contract (
    id        text   primary key,
    person_id text   not null,
    from_on   text   not null,
    to_on     text   not null,
    state     text   not null,
    head      text   not null,
    body      text   not null,
    rev       bigint not null
);
create index contract_contract_person on contract_contract (person_id, from_on);
create index contract_contract_state on contract_contract (state, to_on);

-- Every computation as it was made; never changed.
create table contract_ledger (
    contract_id text   not null references contract_contract (id),
    seq         bigint not null,
    computed_ms bigint not null,
    computed_by text   not null,
    cause       text   not null,
    changed     text   not null,
    computation text   not null,
    primary key (contract_id, seq)
);

-- What contracts are drawn up from.
create table contract_template (
    id         text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- The last night that contracts were computed in.
create table contract_night (
    id      text primary key,
    last_on text not null
);

-- +goose Down
drop table contract_night;
drop table contract_template;
drop table contract_ledger;
drop table contract_contract;
