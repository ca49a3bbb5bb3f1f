package contacts

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// PermissionRead lets an actor see contacts.
const PermissionRead = "telephony.read"

// Service shows contacts.
type Service struct {
	db  *sqldb.DB
	org *org.Service
}

// New makes the service.
func New(db *sqldb.DB, organisation *org.Service) *Service {
	return &Service{db: db, org: organisation}
}

func (s *Service) lens(ctx context.Context, tx *sqldb.Tx, actor authz.Actor) (*lens, error) {
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
	return &lens{dir: dir, zone: centre.Location(), sources: sources, full: mayUnmask(actor)}, nil
}

// ByIDs gives the contacts in the order of ids; ids that are no contact are
// left out. It masks customers by the context's actor and asks for no
// permission and no scope: those are the caller's, who knows why these ids.
func (s *Service) ByIDs(ctx context.Context, tx *sqldb.Tx, ids []string) ([]Contact, error) {
	actor, _ := authz.From(ctx)
	l, err := s.lens(ctx, tx, actor)
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
// told. An actor who may not see all visits hears only of the events while
// this one lasted.
func (s *Service) Get(ctx context.Context, id string) (Detail, error) {
	var out Detail
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		l, err := s.lens(ctx, tx, actor)
		if err != nil {
			return err
		}
		look := &sight{scope: actor.Scope, dir: l.dir, zone: l.zone}
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
		if err != nil {
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
