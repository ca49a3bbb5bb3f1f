package metric

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// PreviewID is the id under which a formula that is not kept answers.
const PreviewID = "preview"

// Preview answers what a formula would give over days that have passed; it
// keeps nothing. q's metrics are left out of account. Needs the permission
// metric.read.
func (s *Service) Preview(ctx context.Context, src, unit string, q Query) (Answer, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Answer{}, err
	}
	var out Answer
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		d := Definition{ID: PreviewID, Version: 1, EffectiveOn: EverOn, NameZH: PreviewID, NameEN: PreviewID, Unit: unit,
			Direction: DirectionNone, Group: GroupCustom, Parameters: Parameters{}}
		var w fault.Collector
		d.wrote(src, compose(src, c.vocabulary(), c.find(c.today), ""), &w)
		if err := w.Err("metric.invalid", "The formula cannot be tried as it is."); err != nil {
			return err
		}
		q.draft, q.Metrics, q.Compare = &d, []string{PreviewID}, ""
		out, err = s.answer(ctx, tx, q)
		return err
	})
	return out, err
}
