package app

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/performance/incentive"
)

// paid is an approved run of the day by a rule of its own, with a line of everybody.
func (f *floor) paid(rule string) string {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), f.boss)
	body := incentive.Body{Name: rule, Kind: incentive.Piece, Pays: incentive.Money, EffectiveOn: f.day, Formula: "qa", Variables: []incentive.Variable{{Key: "qa", Metric: "qa-score"}}}
	added, err := f.a.Incentive.AddRule(ctx, body)
	body.Name, body.Pays = rule+" points", incentive.Points
	var more incentive.Rule
	if err == nil {
		more, err = f.a.Incentive.AddRule(ctx, body)
	}
	var run incentive.Run
	if err == nil {
		run, err = f.a.Incentive.Prepare(ctx, incentive.RunIn{FromOn: f.day, ToOn: f.day, RuleIDs: []string{added.ID, more.ID}})
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

// competed is a contest of the day that everybody takes part in and of which no
// place is public.
func (f *floor) competed(name string) string {
	f.t.Helper()
	ctx := authz.With(f.t.Context(), f.boss)
	first, err := time.Parse(time.DateOnly, f.day)
	if err != nil {
		f.t.Fatal(err)
	}
	c, err := f.a.Incentive.AddContest(ctx, incentive.ContestBody{Kind: incentive.Compete, Name: name, FromOn: f.day, ToOn: first.AddDate(0, 0, 2).Format(time.DateOnly), Of: incentive.OfPeople, Formula: "calls", Ties: incentive.TiesSplit,
		Variables: []incentive.Variable{{Key: "calls", Metric: "answered"}}, Prizes: []incentive.Prize{{Pays: incentive.Money, Amount: 100}}})
	if err == nil {
		c, err = f.a.Incentive.RefreshContest(ctx, c.ID)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return c.ID
}

// took is a gift that a person took for a point.
func (f *floor) took(person string) string {
	f.t.Helper()
	gift, err := f.a.Incentive.SaveGift(authz.With(f.t.Context(), f.boss), "", incentive.GiftIn{Name: "gift of " + person, Price: 1, Stock: 1, Offered: true}, -1)
	if err != nil {
		f.t.Fatal(err)
	}
	they := f.boss
	they.PersonID = person
	taking, err := f.a.Incentive.Take(authz.With(f.t.Context(), they), gift.ID, "key of "+person)
	if err != nil {
		f.t.Fatal(err)
	}
	return taking.ID
}

// ownRewardsTried tries what people do with their own points, as another too.
func ownRewardsTried(t *testing.T, a *App, one, two *visitor, person string) []string {
	boss := authz.With(t.Context(), authz.System("test"))
	if _, err := a.Incentive.Praise(boss, incentive.PraiseIn{PersonID: person, Kind: incentive.Gifted, Points: 5, Words: "x", Key: "own-praise"}); err != nil {
		t.Fatal(err)
	}
	gift, err := a.Incentive.SaveGift(boss, "", incentive.GiftIn{Name: "own gift", Price: 5, Stock: 2, Offered: true}, -1)
	if err != nil {
		t.Fatal(err)
	}
	if !one.hears("/own-rewards", person) || two.hears("/own-rewards", person) {
		t.Error("rewards are not told to their own people only")
	}
	for _, v := range []*visitor{one, two} {
		if rec := v.send("GET", "/own-reward-weeks", nil); rec.Code != http.StatusOK {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}
	if rec := one.send("GET", "/own-contests", nil); rec.Code != http.StatusOK {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := one.send("PUT", "/own-contests/none/claimed", nil); rec.Code != http.StatusNotFound {
		t.Errorf("claimed of nothing: %d %s", rec.Code, rec.Body)
	}
	take := []byte(`{"key":"own-taking"}`)
	if rec := two.send("POST", "/incentive-gifts/"+gift.ID+"/takings", take); rec.Code != http.StatusConflict {
		t.Errorf("took a gift for another's points: %d %s", rec.Code, rec.Body)
	}
	rec := one.send("POST", "/incentive-gifts/"+gift.ID+"/takings", take)
	var taking incentive.Taking
	if err := json.Unmarshal(rec.Body.Bytes(), &taking); err != nil || taking.PersonID != person {
		t.Fatalf("%d %s %v", rec.Code, rec.Body, err)
	}
	if rec := two.send("PUT", "/own-takings/"+taking.ID+"/cancelled", nil); rec.Code != http.StatusNotFound {
		t.Errorf("gave up another's gift: %d %s", rec.Code, rec.Body)
	}
	if rec := one.send("PUT", "/own-takings/"+taking.ID+"/cancelled", nil); rec.Code != http.StatusOK {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	return []string{"GET /own-rewards", "GET /own-reward-weeks", "POST /incentive-gifts/{id}/takings", "PUT /own-takings/{id}/cancelled", "GET /own-contests", "PUT /own-contests/{id}/claimed"}
}
