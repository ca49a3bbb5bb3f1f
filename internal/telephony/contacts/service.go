package contacts

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// Permissions of the module.
const (
	PermissionRead   = "telephony.read"   // see contacts, customers masked
	PermissionExport = "telephony.export" // take them out as a workbook
	PermissionUnmask = "telephony.unmask" // see one customer in full, saying why
)

// Service shows contacts.
type Service struct {
	db  *sqldb.DB
	org *org.Service
	rec authz.Recorder
}

// New makes the service. rec is told what leaves it as a workbook and which
// customers were shown in full; it may be nil where neither is asked for.
func New(db *sqldb.DB, organisation *org.Service, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, rec: rec}
}

// record keeps the entry in the audit log; what cannot be kept is not done.
func (s *Service) record(ctx context.Context, e authz.Entry) error {
	if s.rec == nil {
		return fault.New(fault.Internal, "internal", "contacts: no audit log")
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.rec.Record(ctx, tx, e) })
}

func (s *Service) lens(ctx context.Context, tx *sqldb.Tx) (*lens, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return nil, err
	}
	sources, _, err := loadSources(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &lens{dir: dir, zone: centre.Location(), sources: sources}, nil
}

// ByIDs gives the contacts in the order of ids; ids that are no contact are
// left out. It masks customers and asks for no permission and no scope: those
// are the caller's, who knows why these ids.
func (s *Service) ByIDs(ctx context.Context, tx *sqldb.Tx, ids []string) ([]Contact, error) {
	l, err := s.lens(ctx, tx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Contact, len(ids))
	if err := loadByIDs(ctx, tx, ids, func(c *telephony.Contact) error {
		byID[c.ID] = l.view(c)
		return nil
	}); err != nil {
		return nil, err
	}
	out := make([]Contact, 0, len(ids))
	for _, id := range ids {
		if c, ok := byID[id]; ok {
			out = append(out, c)
		}
	}
	return out, nil
}

// Get gives one contact with the other visits of its call and what the source
// told, customers masked. An actor who may not see all visits hears only of
// the events while this one lasted.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Detail{}, err
	}
	return s.detail(ctx, id, authz.ScopeOf(ctx, PermissionRead), false)
}

// Bounds of the reason for showing a customer in full, in characters.
const (
	leastReason = 4
	mostReason  = 500
)

// Unmask is Get with the customer in full. Who asked, and why, is in the audit
// log before anything is shown.
func (s *Service) Unmask(ctx context.Context, id, reason string) (Detail, error) {
	if err := authz.Require(ctx, PermissionUnmask); err != nil {
		return Detail{}, err
	}
	reason = strings.TrimSpace(reason)
	var w fault.Collector
	switch n := utf8.RuneCountInString(reason); {
	case reason == "":
		w.Add("body.reason", "required", "must say why the number is needed")
	case n < leastReason || !utf8.ValidString(reason):
		w.Add("body.reason", "too_short", "must say why the number is needed")
	case n > mostReason:
		w.Add("body.reason", "too_long", "must be at most 500 characters")
	}
	if err := w.Err("telephony.contact.reason", "Say why the customer's number is needed."); err != nil {
		return Detail{}, err
	}
	out, err := s.detail(ctx, id, authz.ScopeOf(ctx, PermissionUnmask), true)
	if err != nil {
		return Detail{}, err
	}
	type unmasked struct {
		Call     string `json:"call_id"`
		Customer string `json:"customer"`
		Reason   string `json:"reason"`
	}
	err = s.record(ctx, authz.Entry{Action: "telephony.contact.unmask", Object: "contact", ObjectID: id,
		After: unmasked{out.CallID, Mask(out.Customer), reason}})
	if err != nil {
		return Detail{}, err
	}
	return out, nil
}

// detail loads a contact that lies in the scope.
func (s *Service) detail(ctx context.Context, id string, scope authz.Scope, full bool) (Detail, error) {
	var out Detail
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		l, err := s.lens(ctx, tx)
		if err != nil {
			return err
		}
		l.full = full
		look := &sight{scope: scope, dir: l.dir, zone: l.zone}
		c, err := loadContact(ctx, tx, id)
		if errors.Is(err, sqldb.ErrNotFound) || err == nil && !look.sees(&c) {
			return fault.NotFoundf("telephony.contact.not_found", "There is no contact %s that you may see.", id)
		}
		if err != nil {
			return err
		}
		out = Detail{Contact: l.view(&c), Siblings: []Contact{}}
		visits, err := loadVisits(ctx, tx, c.SourceID, c.Call)
		if err != nil {
			return err
		}
		hidden := false
		for i := range visits {
			switch {
			case visits[i].ID == c.ID:
			case look.sees(&visits[i]):
				out.Siblings = append(out.Siblings, l.view(&visits[i]))
			default:
				hidden = true
			}
		}
		journal, err := loadJournal(ctx, tx, c.SourceID, c.Call)
		if out.EventsGone = errors.Is(err, sqldb.ErrNotFound); err != nil && !out.EventsGone {
			return err
		}
		if hidden {
			journal = during(journal, &c)
		}
		out.Events = l.events(journal)
		return nil
	})
	return out, err
}

// during leaves the events while the contact lasted.
func during(journal []telephony.Event, c *telephony.Contact) []telephony.Event {
	until := max(c.EnteredMs+c.WaitMs, c.EndedMs) + c.WrapUpMs
	out := make([]telephony.Event, 0, len(journal))
	for _, e := range journal {
		if e.At >= c.EnteredMs && e.At <= until {
			out = append(out, e)
		}
	}
	return out
}
