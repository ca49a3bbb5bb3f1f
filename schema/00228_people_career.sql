-- +goose Up
-- The ladder as it was changed; without a row the template holds.
create table career_ladder (
    id         text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

-- What a named assessor says of a person's condition.
create table career_statement (
    id         text   primary key,
    person_id  text   not null,
    condition  text   not null,
    met        bigint not null,
    evidence   text   not null,
    link       text   not null,
    stated_on  text   not null,
    stated_ms  bigint not null,
    stated_by  text   not null
);
create index career_statement_person on career_statement (person_id, stated_on);

-- Decisions with what they were made on; never changed.
create table career_decision (
    id            text   primary key,
    person_id     text   not null,
    kind          text   not null,
    step          text   not null,
    from_position text   not null,
    to_position   text   not null,
    from_on       text   not null,
    reason        text   not null,
    pack          text   not null,
    decided_ms    bigint not null,
    decided_by    text   not null
);
create index career_decision_person on career_decision (person_id, from_on);

-- Posts that are to be filled, with who applied and how the panel scored them.
create table career_post (
    id         text   primary key,
    body       text   not null,
    rev        bigint not null,
    changed_ms bigint not null,
    changed_by text   not null
);

create table career_candidate (
    post_id    text   not null references career_post (id),
    person_id  text   not null,
    words      text   not null,
    state      text   not null,
    applied_ms bigint not null,
    primary key (post_id, person_id)
);

create table career_score (
    post_id   text   not null references career_post (id),
    person_id text   not null,
    judge_id  text   not null,
    body      text   not null,
    scored_ms bigint not null,
    primary key (post_id, person_id, judge_id)
);

-- +goose Down
drop table career_score;
drop table career_candidate;
drop table career_post;
drop table career_decision;
drop table career_statement;
drop table career_ladder;
