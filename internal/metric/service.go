package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/contacts"
)

// Permissions of the module.
const (
	PermissionRead   = "metric.read"
	PermissionManage = "metric.manage"
	PermissionShare  = "view.share"
)

// Service answers numbers and keeps their definitions.
type Service struct {
	db  *sqldb.DB
	clk clock.Clock
	rec authz.Recorder
	org *org.Service

	facts     Facts
	contacts  *contacts.Service
	adherence AdherenceDays // nil: none
}

// New makes the service. Writes are told to rec; a nil rec keeps no audit
// log, for tests and benches of other modules.
func New(db *sqldb.DB, clk clock.Clock, rec authz.Recorder, organisation *org.Service, facts Facts) *Service {
	return &Service{db: db, clk: clk, rec: rec, org: organisation, facts: facts, contacts: contacts.New(db, organisation, rec)}
}

// UseAdherence gives the numbers days of adherence. It is called before the
// service answers.
func (s *Service) UseAdherence(days AdherenceDays) { s.adherence = days }

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}
