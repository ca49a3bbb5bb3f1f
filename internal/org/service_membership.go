package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Memberships gives in which teams a person was, is and will be.
func (s *Service) Memberships(ctx context.Context, personID string) ([]Membership, error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	var out []Membership
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if err := s.reach(ctx, tx, personID); err != nil {
			return err
		}
		var err error
		out, err = loadMemberships(ctx, tx, personID)
		return err
	})
	return out, err
}

// Join puts a person into a team. What is recorded for days before today
// stays, unless it is a correction. Asked twice, it is done once.
func (s *Service) Join(ctx context.Context, personID string, in NewMembership) (Membership, error) {
	var out Membership
	if err := manage(ctx); err != nil {
		return out, err
	}
	if err := in.check(); err != nil {
		return out, err
	}
	n := span{Value: in.TeamID, From: in.FromOn, To: in.ToOn}
	err := s.onMemberships(ctx, personID, "join", in.Correction, in.Why, func(tx *sqldb.Tx, spans []span, today string) (change, error) {
		team, err := teamList.load(ctx, tx, in.TeamID, "")
		if f, ok := fault.As(err); ok {
			return change{}, fault.Invalidf(f.Code, "%s", f.Message).WithField("body.team_id", "unknown", "leads to nothing")
		}
		if err != nil {
			return change{}, err
		}
		if !team.Active && n.end() >= today {
			return change{}, fault.Invalidf("org.team.archived", "The team %s is archived.", team.Name).
				WithField("body.team_id", "archived", "is archived")
		}
		if in.Correction {
			return correct(spans, n), nil
		}
		return place(spans, n, today)
	}, func(after []Membership) {
		for _, m := range after {
			if m.TeamID == in.TeamID && m.FromOn == in.FromOn {
				out = m
			}
		}
	})
	return out, err
}

// Finish gives a membership another last day; "" makes it last.
func (s *Service) Finish(ctx context.Context, membershipID, toOn string) (Membership, error) {
	var out Membership
	if err := manage(ctx); err != nil {
		return out, err
	}
	if toOn != "" && !validDay(toOn) {
		return out, fault.Invalidf("org.membership.invalid", "The membership has wrong values.").
			WithField("body.to_on", "date", "must be a date, YYYY-MM-DD")
	}
	person, err := s.ownerOf(ctx, membershipID)
	if err != nil {
		return out, err
	}
	err = s.onMemberships(ctx, person, "finish", false, "", func(_ *sqldb.Tx, spans []span, today string) (change, error) {
		return finish(spans, membershipID, toOn, today)
	}, func(after []Membership) {
		for _, m := range after {
			if m.ID == membershipID {
				out = m
			}
		}
	})
	return out, err
}

// Leave takes a membership away as if it had never been; one that began
// before today only as a correction.
func (s *Service) Leave(ctx context.Context, membershipID string, correction bool, why string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	if correction {
		var w fault.Collector
		checkText(&w, "query.why", why, 500)
		if err := w.Err("org.membership.why", "A correction needs its reason."); err != nil {
			return err
		}
	}
	person, err := s.ownerOf(ctx, membershipID)
	if err != nil {
		return err
	}
	return s.onMemberships(ctx, person, "leave", correction, why, func(_ *sqldb.Tx, spans []span, today string) (change, error) {
		return remove(spans, membershipID, today, correction)
	}, nil)
}

func (s *Service) ownerOf(ctx context.Context, membershipID string) (string, error) {
	var person string
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		person, err = loadMembershipOwner(ctx, tx, membershipID)
		return err
	})
	if err == nil && person == "" {
		err = fault.NotFoundf("org.membership.not_found", "There is no such membership.")
	}
	return person, err
}

// membershipsAudit is what the audit log keeps of a change.
type membershipsAudit struct {
	Name        string       `json:"name"` // the person's
	Memberships []Membership `json:"memberships"`
	Why         string       `json:"why,omitempty"`
}

// onMemberships runs a rule over a person's memberships, alone at the time.
func (s *Service) onMemberships(ctx context.Context, personID, verb string, correction bool, why string,
	rule func(tx *sqldb.Tx, spans []span, today string) (change, error), see func([]Membership)) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		person, err := personList.load(ctx, tx, personID, "")
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		spans, err := memberships.load(ctx, tx, personID, true)
		if err != nil {
			return err
		}
		before, err := loadMemberships(ctx, tx, personID)
		if err != nil {
			return err
		}
		c, err := rule(tx, spans, today)
		if err != nil {
			return err
		}
		if err := memberships.apply(ctx, tx, s.clk, personID, c); err != nil {
			return err
		}
		after, err := loadMemberships(ctx, tx, personID)
		if err != nil {
			return err
		}
		if see != nil {
			see(after)
		}
		if c.empty() {
			return nil
		}
		action := "org.membership." + verb
		if correction {
			action = "org.membership.correct"
		}
		return s.changed(ctx, tx, authz.Entry{Action: action, Object: "membership", ObjectID: personID,
			Before: membershipsAudit{person.Name, before, ""}, After: membershipsAudit{person.Name, after, why}})
	})
}
