package contract

import (
	"context"
	"reflect"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Templates gives the templates. Needs the permission performance.read.
func (s *Service) Templates(ctx context.Context) (out []Template, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out = []Template{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadTemplates(ctx, tx)
		out = append(out, all...)
		return err
	})
	return out, err
}

// SaveTemplate adds a template (no id) or changes one. rev is the revision that
// was read, or below 0 for any. Needs the permission contract.manage for the
// whole centre.
func (s *Service) SaveTemplate(ctx context.Context, templateID string, in TemplateRequest, rev int64) (t Template, err error) {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return t, err
	}
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return t, err
	}
	var bad fault.Collector
	in.Name = textFits(&bad, "body.name", in.Name, mostName)
	in.Position = textFits(&bad, "body.position", in.Position, mostName)
	bad.Require("body.name", in.Name)
	bad.Require("body.position", in.Position)
	for i := range in.Lines {
		in.Lines[i].Key, in.Lines[i].Version = "", 0
	}
	tidy(in.Lines, catalogue, &bad)
	if err := bad.Err("contract.template_invalid", "The template has wrong values."); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadTemplates(ctx, tx)
		if err != nil {
			return err
		}
		e := authz.Entry{Action: "contract.template.create", Object: "contract_template", After: in}
		t = Template{ID: templateID, Rev: 1, ChangedMs: clock.Ms(s.clk), ChangedBy: actorName(ctx), TemplateRequest: in}
		i := slices.IndexFunc(all, func(x Template) bool { return x.ID == templateID })
		twin := slices.IndexFunc(all, func(x Template) bool { return x.Name == in.Name && x.ID != templateID })
		switch {
		case templateID != "" && i < 0:
			return notFound()
		case templateID == "" && twin >= 0 && reflect.DeepEqual(all[twin].TemplateRequest, in):
			t = all[twin]
			return nil
		case twin >= 0:
			return fault.Conflictf("contract.template_taken", "There is another template of this name.").WithField("body.name", "taken", "is the name of another one")
		case i >= 0:
			if rev >= 0 && rev != all[i].Rev {
				return stale()
			}
			t.Rev, e.Action, e.Before = all[i].Rev+1, "contract.template.update", all[i].TemplateRequest
		default:
			t.ID = id.New(s.clk)
		}
		done, err := saveTemplate(ctx, tx, &t)
		if err != nil {
			return err
		}
		if !done {
			return stale()
		}
		e.ObjectID = t.ID
		return s.tell(ctx, tx, e)
	})
	return t, err
}

// DropTemplate takes a template away; one that is gone already is no error.
// Needs the permission contract.manage for the whole centre.
func (s *Service) DropTemplate(ctx context.Context, templateID string) error {
	if err := authz.RequireCentre(ctx, PermissionManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadTemplates(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Template) bool { return x.ID == templateID })
		if i < 0 {
			return nil
		}
		if err := dropTemplate(ctx, tx, templateID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "contract.template.delete", Object: "contract_template", ObjectID: templateID, Before: all[i].TemplateRequest})
	})
}
