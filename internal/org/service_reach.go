package org

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// within is the actor's org.read as a list of people takes it: teams as
// "|id|id|", "*" for all, and the person of the actor's own.
func (s *Service) within(ctx context.Context, tx *sqldb.Tx) (teams, self string, err error) {
	scope := authz.ScopeOf(ctx, "org.read")
	if scope.Centre {
		return "*", "", nil
	}
	d, err := s.Directory(ctx, tx)
	if err != nil {
		return "", "", err
	}
	var out strings.Builder
	for _, t := range d.Teams {
		if d.covers(scope, t.ID) {
			out.WriteString("|" + t.ID + "|")
		}
	}
	return out.String(), scope.Self, nil
}

// reach is a not-found fault unless there is the person and the actor's
// org.read covers them today.
func (s *Service) reach(ctx context.Context, tx *sqldb.Tx, personID string) error {
	d, err := s.Directory(ctx, tx)
	if err != nil {
		return err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	if _, ok := d.Person(personID); !ok || !d.Reaches(authz.ScopeOf(ctx, "org.read"), personID, today) {
		return personList.absent()
	}
	return nil
}
