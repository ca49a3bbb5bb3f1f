package app

import (
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// paid is an approved run of the day by a rule of its own, with a line of everybody.
func (f *floor) paid(rule string) string {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), f.boss)
	body := incentive.Body{Name: rule, Kind: incentive.Piece, Pays: incentive.Money, EffectiveOn: f.day, Formula: "qa", Variables: []incentive.Variable{{Key: "qa", Metric: "qa-score"}}}
	added, err := f.a.Incentive.AddRule(ctx, body)
	var run incentive.Run
	if err == nil {
		run, err = f.a.Incentive.Prepare(ctx, incentive.RunIn{FromOn: f.day, ToOn: f.day, RuleIDs: []string{added.ID}})
	}
	if err == nil {
		err = f.a.Incentive.Calculate(ctx, run.ID)
	}
	if err == nil {
		_, err = f.a.Incentive.Decide(authz.With(f.t.Context(), authz.System("another")), run.ID, incentive.DecideIn{Approve: true}, -1)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return run.ID
}
