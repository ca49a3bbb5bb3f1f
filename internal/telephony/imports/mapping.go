package imports

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// Mapping is a saved mapping of columns.
type Mapping struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Kind    string           `json:"kind" enum:"calls,intervals"`
	Mapping *adapter.Mapping `json:"mapping"`
}

// Mappings gives the saved mappings of a kind; of all kinds when it is empty.
func (s *Service) Mappings(ctx context.Context, kind string) ([]Mapping, error) {
	if err := authz.Require(ctx, Permission); err != nil {
		return nil, err
	}
	var out []Mapping
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = sqldb.All(ctx, tx, qMappings, scanMapping, kind)
		return err
	})
	return out, err
}

// SaveMapping keeps a mapping under a name; one of the same name and kind is
// replaced.
func (s *Service) SaveMapping(ctx context.Context, name, kind string, m *adapter.Mapping) (Mapping, error) {
	out := Mapping{ID: id.New(s.clk), Name: strings.TrimSpace(name), Kind: kind, Mapping: m}
	if err := authz.Require(ctx, Permission); err != nil {
		return out, err
	}
	var w fault.Collector
	w.Require("body.name", out.Name)
	if !utf8.ValidString(out.Name) || utf8.RuneCountInString(out.Name) > 80 {
		w.Add("body.name", "too_long", "must be at most 80 characters")
	}
	if m == nil {
		w.Add("body.mapping", "required", "must not be empty")
	} else {
		if m.Kind == "" {
			m.Kind = kind
		}
		if m.Kind != kind {
			w.Add("body.mapping.kind", "one_of", "must be "+kind)
		}
		mappingFields(&w, "body.mapping", m.Validate())
	}
	if err := w.Err("telephony.mapping.invalid", "The mapping cannot be saved."); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		out.ID, err = sqldb.One(ctx, tx, qMappingSave, sqldb.Value[string], out.ID, kind, out.Name, sqldb.Fold(out.Name), text(m), actor.UserID, clock.Ms(s.clk))
		if err != nil || s.rec == nil {
			return err
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "telephony.mapping.save", Object: "mapping", ObjectID: out.ID, After: out})
	})
	return out, err
}

// DropMapping forgets a mapping.
func (s *Service) DropMapping(ctx context.Context, mappingID string) error {
	if err := authz.Require(ctx, Permission); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := sqldb.One(ctx, tx, qMapping, scanMapping, mappingID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return fault.NotFoundf("telephony.mapping.not_found", "There is no mapping %s.", mappingID)
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qMappingDrop, mappingID); err != nil || s.rec == nil {
			return err
		}
		return s.rec.Record(ctx, tx, authz.Entry{Action: "telephony.mapping.delete", Object: "mapping", ObjectID: mappingID, Before: before})
	})
}
