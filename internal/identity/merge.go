package identity

import (
	"context"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// FactsOf counts nothing: an account is no number.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}

// Merge refuses to make a person one with another while an account is theirs:
// whom it belongs to is decided by a person.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, _ string) error {
	if object != "person" {
		return nil
	}
	id, err := userOf(ctx, tx, from)
	if err != nil || id == "" {
		return err
	}
	u, _, err := findUser(ctx, tx, userByID, id)
	if err == nil {
		err = fault.Conflictf("identity.person_has_account", "The account %s belongs to this person; give it to the other person on the users page first.", u.Login)
	}
	return err
}
