package contacts

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

// Kept tells from which day of the centre on data of telephony is kept; an
// empty day: all of it.
type Kept struct {
	Events   string `json:"events_since,omitempty" doc:"first day whose raw events are kept; what is told of days before is not taken"`
	Contacts string `json:"contacts_since,omitempty" doc:"first day whose contacts are kept"`
	Numbers  string `json:"numbers_since,omitempty" doc:"first day whose numbers are kept"`
}

// Kept tells what is kept. Needs the permission telephony.read.
func (s *Service) Kept(ctx context.Context) (out Kept, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		k, err := loadKept(ctx, tx)
		loc := c.Location()
		out = Kept{telephony.Since(k.Journal, loc), telephony.Since(k.Contacts, loc), telephony.Since(k.Sheets, loc)}
		return err
	})
	return out, err
}
