package org

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var people = noun[Person]{name: "person", code: "agent_no", list: personList, check: Person.check,
	revOf: func(p Person) int64 { return p.Rev }, add: addPerson, save: savePerson,
	finish: func(ctx context.Context) func(*sqldb.Tx, []Person) error {
		return func(tx *sqldb.Tx, rows []Person) error {
			return hang(ctx, tx, personAliases, rows, func(p Person) string { return p.ID }, func(p *Person, a []Alias) { p.Aliases = a })
		}
	}}

// ListPeople gives a page of people, with the team of in.On.
func (s *Service) ListPeople(ctx context.Context, in ListIn) (page.Of[Person], error) {
	if in.On != "" {
		var w fault.Collector
		checkDay(&w, "query.on", in.On)
		if err := w.Err("org.list.invalid", "The list cannot be told as of this day."); err != nil {
			return page.Of[Person]{}, err
		}
	}
	return list(ctx, s, personList, in, people.hung(ctx))
}

// Person gives one person.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	var out Person
	if err := authz.Require(ctx, "org.read"); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if err := s.reach(ctx, tx, id); err != nil {
			return err
		}
		out, err = personList.whole(ctx, s, tx, id, people.hung(ctx))
		return err
	})
	return out, err
}

// CreatePerson adds a person.
func (s *Service) CreatePerson(ctx context.Context, in Person) (Person, error) {
	in.ID, in.AgentNo, in.Name, in.Active, in.Discovered = id.New(s.clk), strings.TrimSpace(in.AgentNo), strings.TrimSpace(in.Name), true, false
	in.Aliases = trimAliases(in.Aliases)
	return people.create(ctx, s, in.ID, in, nil, func(tx *sqldb.Tx) error {
		return giveAliases(ctx, tx, personAliases, personKnown, in.ID, in.Aliases)
	})
}

// PersonPatch changes what is not nil.
type PersonPatch struct {
	AgentNo, Name *string
	Aliases       *[]Alias
	Active        *bool
}

// UpdatePerson changes a person. A discovered person who is edited counts as
// completed.
func (s *Service) UpdatePerson(ctx context.Context, id string, rev int64, in PersonPatch) (Person, error) {
	return people.update(ctx, s, id, rev, func(tx *sqldb.Tx, p *Person) error {
		if p.MergedInto != "" {
			return alreadyMerged()
		}
		setText(&p.AgentNo, in.AgentNo)
		setText(&p.Name, in.Name)
		set(&p.Active, in.Active)
		if in.AgentNo != nil || in.Name != nil || in.Aliases != nil {
			p.Discovered = false
		}
		if in.Aliases == nil {
			return nil
		}
		p.Aliases = trimAliases(*in.Aliases)
		if err := p.check(); err != nil {
			return err
		}
		return giveAliases(ctx, tx, personAliases, personKnown, id, p.Aliases)
	})
}

// Skills gives the skills a person holds.
func (s *Service) Skills(ctx context.Context, personID string) ([]PersonSkill, error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	var out []PersonSkill
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if err := s.reach(ctx, tx, personID); err != nil {
			return err
		}
		var err error
		out, err = loadPersonSkills(ctx, tx, personID)
		return err
	})
	return out, err
}

// SkillsOfPeople gives the ids of the skills of every person by the person's
// id, those with the best level first, for rooms that reckon with them.
func (s *Service) SkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error) {
	return loadSkillsOfPeople(ctx, tx)
}

// GiveSkill gives a person a skill, or another level of it.
func (s *Service) GiveSkill(ctx context.Context, personID, skillID string, level int) error {
	if err := manage(ctx); err != nil {
		return err
	}
	var w fault.Collector
	checkRange(&w, "body.level", int64(level), 1, 10)
	if err := w.Err("org.person.level", "The level of a skill is from 1 to 10."); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := personList.load(ctx, tx, personID, ""); err != nil {
			return err
		}
		if err := refer(ctx, tx, skillList, "path.skill_id", skillID); err != nil {
			return err
		}
		before, err := loadPersonSkills(ctx, tx, personID)
		if err != nil {
			return err
		}
		if err := putPersonSkill(ctx, tx, personID, skillID, level); err != nil {
			return err
		}
		after, err := loadPersonSkills(ctx, tx, personID)
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.person.skill", Object: "person", ObjectID: personID, Before: before, After: after})
	})
}

// TakeSkill takes a skill from a person.
func (s *Service) TakeSkill(ctx context.Context, personID, skillID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadPersonSkills(ctx, tx, personID)
		if err != nil {
			return err
		}
		n, err := dropPersonSkill(ctx, tx, personID, skillID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFoundf("org.person.skill_not_found", "The person does not hold this skill.")
		}
		after, err := loadPersonSkills(ctx, tx, personID)
		if err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.person.skill", Object: "person", ObjectID: personID, Before: before, After: after})
	})
}
