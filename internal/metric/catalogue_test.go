package metric

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 3, 9, 4, 0, 0, 0, time.UTC) // 12:00 in Shanghai on Monday 9 March

func catalogueService(db *sqldb.DB, at time.Time) *Service {
	clk := clock.Fixed(at)
	return New(db, clk, audit.New(db, clk), org.New(db, clk, nil), nil)
}

func as(ctx context.Context, user string, permissions ...string) context.Context {
	a := authz.Actor{UserID: user, Login: user, Name: user, Permissions: map[string]bool{}, Scope: authz.Scope{Centre: true}}
	for _, p := range permissions {
		a.Permissions[p] = true
	}
	return authz.With(ctx, a)
}

func manager(t *testing.T) context.Context {
	return as(t.Context(), "wang", PermissionRead, PermissionManage, PermissionShare)
}

func ptr[T any](v T) *T { return &v }

func code(err error) string {
	if f, ok := fault.As(err); ok {
		if len(f.Fields) > 0 {
			return f.Code + " " + f.Fields[0].Name + " " + f.Fields[0].Code
		}
		return f.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func share(id, src string) NewMetric {
	return NewMetric{ID: id, NameZH: "指标 " + id, NameEN: "Metric " + id, Unit: UnitPercent, Direction: DirectionUp, Formula: src}
}

func TestCustomMetricIsWrittenOutAndAnswered(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, ctx := catalogueService(db, noon), manager(t)
		m, err := s.Create(ctx, share("lost-share", "100 - answer-rate - 100*short_abandoned/offered"))
		if err != nil {
			t.Fatal(err)
		}
		if m.Version != 1 || m.EffectiveOn != EverOn || m.Builtin || m.Group != GroupCustom || m.Rev != 1 || m.Author != "wang" {
			t.Errorf("%+v", m)
		}
		if got := strings.Join(m.Uses, " "); got != "answer-rate@1 short_abandoned offered" {
			t.Errorf("uses %s", got)
		}
		if v, _, _, ok, _ := m.Eval(vector); !ok || math.Abs(v-(100-100.0*1000/1110-100.0*10/1110)) > 1e-9 {
			t.Errorf("value %v", v)
		}
		// A retried request answers the same metric; other content does not.
		again, err := s.Create(ctx, share("lost-share", " 100 - answer-rate - 100*short_abandoned/offered "))
		if err != nil || again.CreatedMs != m.CreatedMs || len(again.Versions) != 1 {
			t.Errorf("again: %+v %v", again, err)
		}
		if _, err := s.Create(ctx, share("lost-share", "100 - answer-rate")); code(err) != "metric.id_taken body.id taken" {
			t.Errorf("other content: %v", err)
		}
		if _, err := s.Create(ctx, share("sl-off", "100 * answered / offered")); code(err) != "metric.id_taken body.id taken" {
			t.Errorf("built-in id: %v", err)
		}
		list, err := s.List(ctx)
		if err != nil || len(list) != len(Builtins())+1 || list[len(list)-1].ID != "lost-share" {
			t.Errorf("list has %d, %v", len(list), err)
		}
		rate, _ := s.Get(ctx, "answer-rate")
		if len(rate.UsedIn) != 1 || rate.UsedIn[0].Kind != "derived" || rate.UsedIn[0].ID != "lost-share" {
			t.Errorf("used in %+v", rate.UsedIn)
		}
		off, _ := s.Get(ctx, "sl-off")
		if len(off.UsedIn) == 0 || off.UsedIn[0].Kind != "centre" || off.Parameters[ParamThreshold] != 20000 {
			t.Errorf("sl-off: %+v %v", off.UsedIn, off.Parameters)
		}
	})
}

func TestCreateRefusesWrongInput(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, ctx := catalogueService(db, noon), manager(t)
		for want, in := range map[string]NewMetric{
			"metric.invalid body.id pattern":                           share("Bad_Id", "offered"),
			"metric.invalid body.id taken":                             share("max", "100 * answered / offered"),
			"metric.invalid body.name_zh required":                     {ID: "x", NameEN: "x", Unit: UnitCount, Formula: "offered"},
			"metric.invalid body.unit not_one_of":                      {ID: "x", NameZH: "x", NameEN: "x", Unit: "metres", Formula: "100 * answered / offered"},
			"metric.invalid body.formula formula.unknown_name":         share("x", "100 * answerd / offered"),
			"metric.invalid body.formula formula.empty":                share("x", " "),
			"metric.invalid body.unit metric.unit_differs":             share("x", "answered / offered"),
			"metric.invalid body.formula metric.attribution_differs":   share("x", "sl-evt - sl-off"),
			"metric.invalid body.formula formula.too_deep":             share("x", strings.Repeat("(", 60)),
			"metric.invalid body.parameters.threshold_ms range":        {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "answered_within", Parameters: Parameters{ParamThreshold: -1}},
			"metric.invalid body.parameters.surprise unknown":          {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "answered_within", Parameters: Parameters{"surprise": 1}},
			"metric.invalid body.formula metric.formula_too_large":     share("x", strings.TrimSuffix(strings.Repeat("sl-nob+", 200), "+")),
			"metric.invalid body.formula formula.division_by_zero":     share("x", "100 * answered / 0"),
			"metric.invalid body.direction not_one_of":                 {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Direction: "sideways", Formula: "offered"},
			"metric.invalid body.name_en too_long":                     {ID: "x", NameZH: "x", NameEN: strings.Repeat("x", 81), Unit: UnitCount, Formula: "offered"},
			"metric.invalid body.formula formula.expected_operand":     share("x", "100 *"),
			"metric.invalid body.formula formula.unknown_function":     share("x", "sum(offered)"),
			"metric.invalid body.group not_one_of":                     {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "offered", Group: "mine"},
			"metric.invalid body.parameters.repeat_window_hours range": {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "offered", Parameters: Parameters{ParamRepeatWindow: 0}},
			"metric.invalid body.parameters.short_abandon_ms range":    {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "offered", Parameters: Parameters{ParamShortAbandon: 1.5}},
			"metric.invalid body.note too_long":                        {ID: "x", NameZH: "x", NameEN: "x", Unit: UnitCount, Formula: "offered", Note: strings.Repeat("长", 501)},
			"metric.invalid body.formula formula.chained_comparison":   share("x", "1 < offered < 2"),
			"metric.invalid body.formula formula.argument_count":       share("x", "if(offered)"),
			"metric.invalid body.formula formula.expected_close":       share("x", "(offered"),
			"metric.invalid body.formula formula.bad_number":           share("x", "1x"),
			"metric.invalid body.formula formula.unexpected":           share("x", "offered answered"),
		} {
			if _, err := s.Create(ctx, in); code(err) != want {
				t.Errorf("%s: got %s", want, code(err))
			}
		}
		if _, err := s.Create(as(t.Context(), "li", PermissionRead), share("x", "offered")); !fault.Is(err, fault.Denied) {
			t.Errorf("without permission: %v", err)
		}
		if _, err := s.List(t.Context()); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("not signed in: %v", err)
		}
		if _, err := s.Get(ctx, "sl-offf"); code(err) != "metric.unknown" || !strings.Contains(err.Error(), "sl-off") {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestVersionsNeverChangeThePast(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, ctx := catalogueService(db, noon), manager(t)
		if _, err := s.AddVersion(ctx, "sl-off", NewVersion{EffectiveOn: "2026-03-08", Comparison: ptr("<")}, 0); code(err) != "metric.invalid body.effective_on metric.in_the_past" {
			t.Errorf("yesterday: %v", err)
		}
		change := NewVersion{EffectiveOn: "2026-04-01", Comparison: ptr("<"), Parameters: Parameters{ParamThreshold: 15000}, Note: ptr("the regulator's 15 s")}
		m, err := s.AddVersion(ctx, "sl-off", change, 1)
		if err != nil {
			t.Fatal(err)
		}
		if m.Version != 1 || len(m.Versions) != 2 || m.Rev != 2 || m.Versions[1].Comparison != "<" || m.Versions[1].Parameters[ParamThreshold] != 15000 || !m.Versions[1].Builtin {
			t.Errorf("%+v", m)
		}
		if m.Versions[1].Limit(15000) != 14999 || m.Versions[0].Limit(20000) != 20000 {
			t.Error("limits")
		}
		// Sent again: the same answer, even with the old revision.
		if again, err := s.AddVersion(ctx, "sl-off", change, 1); err != nil || len(again.Versions) != 2 {
			t.Errorf("again: %v %v", again.Versions, err)
		}
		if _, err := s.AddVersion(ctx, "sl-off", NewVersion{EffectiveOn: "2026-05-01", Numerator: ptr("answered")}, 1); code(err) != "metric.stale" {
			t.Errorf("stale: %v", err)
		}
		if _, err := s.AddVersion(ctx, "sl-off", NewVersion{EffectiveOn: "2026-05-01"}, 0); code(err) != "metric.nothing_changed" {
			t.Errorf("nothing: %v", err)
		}
		for want, in := range map[string]NewVersion{
			"metric.invalid body.effective_on format":            {EffectiveOn: "1.4.2026", Scale: ptr(1.0)},
			"metric.invalid body.numerator formula.unknown_name": {EffectiveOn: "2026-05-01", Numerator: ptr("sl-ans")},
			"metric.invalid body.scale range":                    {EffectiveOn: "2026-05-01", Scale: ptr(0.0)},
			"metric.invalid body.formula metric.formula_twice":   {EffectiveOn: "2026-05-01", Formula: ptr("100*answered/offered"), Scale: ptr(2.0)},
			"metric.invalid body.formula metric.cycle":           {EffectiveOn: "2026-05-01", Formula: ptr("sl-off@1 * 2")},
			"metric.invalid body.attribution not_one_of":         {EffectiveOn: "2026-05-01", Attribution: ptr("later")},
			"metric.invalid body.name_zh required":               {EffectiveOn: "2026-05-01", NameZH: ptr(" ")},
		} {
			if _, err := s.AddVersion(ctx, "sl-off", in, 0); code(err) != want {
				t.Errorf("%s: got %s", want, code(err))
			}
		}
		if _, err := s.AddVersion(ctx, "sl-of", change, 0); code(err) != "metric.unknown" {
			t.Errorf("unknown: %v", err)
		}
		// A third, from an earlier day: the higher version wins from its day on.
		if _, err := s.AddVersion(ctx, "sl-off", NewVersion{EffectiveOn: "2026-03-15", Denominator: ptr("offered - short_abandoned")}, 2); err != nil {
			t.Fatal(err)
		}
		err = db.Read(ctx, func(tx *sqldb.Tx) error {
			got, err := s.Resolve(ctx, tx, "sl-off")
			if err != nil {
				return err
			}
			if len(got) != 2 || got[0].Definition.Version != 1 || got[0].From != "" || got[0].To != "2026-03-15" || got[1].Definition.Version != 3 || got[1].To != "" {
				t.Errorf("segments %+v", got)
			}
			pinned, err := s.Resolve(ctx, tx, "sl-off@2")
			if err != nil || len(pinned) != 1 || pinned[0].Definition.Version != 2 || !pinned[0].On("1999-02-01") {
				t.Errorf("pinned %+v %v", pinned, err)
			}
			if plain, err := s.Resolve(ctx, tx, "asa"); err != nil || len(plain) != 1 || plain[0].From != "" || plain[0].To != "" {
				t.Errorf("asa %+v %v", plain, err)
			}
			for ref, want := range map[string]string{"sl-off@9": "metric.unknown_version", "nope": "metric.unknown", "sl-off@x": "metric.unknown", "": "metric.unknown"} {
				if _, err := s.Resolve(ctx, tx, ref); code(err) != want {
					t.Errorf("%q: %v", ref, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		// On the day itself it is in force.
		later := catalogueService(db, noon.AddDate(0, 0, 6))
		if m, _ := later.Get(ctx, "sl-off"); m.Version != 3 || m.Denominator != "offered - short_abandoned" {
			t.Errorf("on its day: version %d", m.Version)
		}
	})
}

func TestDerivedMetricsKeepTheVersionsTheyWereMadeOf(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, ctx := catalogueService(db, noon), manager(t)
		must := func(_ Metric, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.Create(ctx, share("a", "100 * answered / offered")))
		must(s.Create(ctx, share("b", "a - 1 * 10")))
		must(s.Create(ctx, share("c", "max(b, 0)")))
		must(s.AddVersion(ctx, "a", NewVersion{EffectiveOn: "2026-03-09", Formula: ptr("50 * answered / offered")}, 0))
		b, _ := s.Get(ctx, "b")
		if v, _, _, _, _ := b.Eval(map[string]float64{"answered": 1, "offered": 2}); v != 40 {
			t.Errorf("b is %v after a changed", v)
		}
		if _, err := s.AddVersion(ctx, "a", NewVersion{EffectiveOn: "2026-03-10", Formula: ptr("c + 1")}, 0); code(err) != "metric.invalid body.formula metric.cycle" {
			t.Errorf("cycle: %v", err)
		}
		must(s.AddVersion(ctx, "b", NewVersion{EffectiveOn: "2026-03-09", Formula: ptr("a - a@1")}, 0))
		b, _ = s.Get(ctx, "b")
		if v, _, _, _, _ := b.Eval(map[string]float64{"answered": 1, "offered": 2}); v != -25 || strings.Join(b.Uses, " ") != "a@2 a@1" {
			t.Errorf("b is %v of %v", v, b.Uses)
		}
		// Pinned parameters come along, and must not clash.
		must(s.AddVersion(ctx, "sl-off", NewVersion{EffectiveOn: "2026-03-09", Parameters: Parameters{ParamThreshold: 15000}}, 0))
		must(s.AddVersion(ctx, "sl-ans", NewVersion{EffectiveOn: "2026-03-09", Parameters: Parameters{ParamThreshold: 10000}}, 0))
		must(s.Create(ctx, share("gap", "sl-off - 80")))
		if gap, _ := s.Get(ctx, "gap"); gap.Parameters[ParamThreshold] != 15000 || gap.Comparison != "<=" {
			t.Errorf("gap: %+v", gap.Definition)
		}
		if _, err := s.Create(ctx, share("clash", "sl-off - sl-ans")); code(err) != "metric.invalid body.formula metric.parameters_differ" {
			t.Errorf("clash: %v", err)
		}
		must(s.AddVersion(ctx, "gap", NewVersion{EffectiveOn: "2026-03-09", Formula: ptr("sl-ans - 80")}, 0))
		if gap, _ := s.Get(ctx, "gap"); gap.Parameters[ParamThreshold] != 10000 {
			t.Errorf("gap of the other: %+v", gap.Definition)
		}
		must(s.AddVersion(ctx, "sl-ign", NewVersion{EffectiveOn: "2026-03-09", Comparison: ptr("<")}, 0))
		if _, err := s.Create(ctx, share("clash", "sl-off - sl-ign")); code(err) != "metric.invalid body.formula metric.comparison_differs" {
			t.Errorf("comparison: %v", err)
		}
		// Archiving: only what nobody uses.
		if err := s.Archive(ctx, "a", 0); code(err) != "metric.in_use" {
			t.Errorf("in use: %v", err)
		}
		if err := s.Archive(ctx, "sl-off", 0); code(err) != "metric.builtin" {
			t.Errorf("built-in: %v", err)
		}
		if err := s.Archive(ctx, "c", 7); code(err) != "metric.stale" {
			t.Errorf("stale: %v", err)
		}
		for range 2 { // the second time is a repeated request
			if err := s.Archive(ctx, "c", 0); err != nil {
				t.Errorf("archive: %v", err)
			}
		}
		list, _ := s.List(ctx)
		if slices.ContainsFunc(list, func(m Metric) bool { return m.ID == "c" }) {
			t.Error("c is still listed")
		}
		if _, err := s.Create(ctx, share("d", "c + 1")); code(err) != "metric.invalid body.formula formula.unknown_name" {
			t.Errorf("archived in a formula: %v", err)
		}
		if _, err := s.AddVersion(ctx, "c", NewVersion{EffectiveOn: "2026-03-09", Formula: ptr("b")}, 0); code(err) != "metric.archived" {
			t.Errorf("archived: %v", err)
		}
		err := db.Read(ctx, func(tx *sqldb.Tx) error { _, err := s.Resolve(ctx, tx, "c@1"); return err })
		if err != nil {
			t.Errorf("archived version: %v", err)
		}
		if n, bad, err := audit.New(db, clock.Fixed(noon)).Verify(ctx); n != 11 || bad != 0 || err != nil {
			t.Errorf("audit: %d %d %v", n, bad, err)
		}
	})
}

func TestOfTwoWritersOneIsTold(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, ctx := catalogueService(db, noon), manager(t)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = s.AddVersion(ctx, "asa", NewVersion{EffectiveOn: "2026-04-01", Note: ptr(fmt.Sprint(i)), Scale: ptr(float64(i + 2))}, 1)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case code(err) != "metric.stale":
				t.Errorf("%v", err)
			}
		}
		m, _ := s.Get(ctx, "asa")
		if won != 1 || len(m.Versions) != 2 || m.Rev != 2 {
			t.Errorf("%d won, %d versions, rev %d", won, len(m.Versions), m.Rev)
		}
	})
}

func TestViews(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, wang := catalogueService(db, noon), manager(t)
		li := as(t.Context(), "li", PermissionRead)
		v, err := s.SaveView(wang, View{Name: " 晨会 ", Page: "explorer", Params: map[string]any{"metrics": "offered,sl-neg@1", "grain": "30m"}, Shared: true})
		if err != nil || v.Name != "晨会" || !v.Own {
			t.Fatalf("%+v %v", v, err)
		}
		again, err := s.SaveView(wang, View{Name: "晨会", Page: "explorer", Params: map[string]any{"metrics": "offered,sl-neg@1", "grain": "30m"}, Shared: true})
		if err != nil || again.ID != v.ID {
			t.Errorf("again: %+v %v", again, err)
		}
		if _, err := s.SaveView(wang, View{Name: "晨会", Page: "explorer"}); code(err) != "metric.view.name_taken body.name taken" {
			t.Errorf("taken: %v", err)
		}
		if _, err := s.SaveView(li, View{Name: "x", Page: "explorer", Shared: true}); !fault.Is(err, fault.Denied) {
			t.Errorf("sharing: %v", err)
		}
		if _, err := s.SaveView(li, View{Name: " ", Page: "Ex plorer"}); code(err) != "metric.view.invalid body.name required" {
			t.Errorf("invalid: %v", err)
		}
		if _, err := s.SaveView(li, View{Name: "big", Page: "explorer", Params: map[string]any{"x": strings.Repeat("x", 20000)}}); code(err) != "metric.view.invalid body.params too_long" {
			t.Errorf("big: %v", err)
		}
		own, err := s.SaveView(li, View{Name: "晨会", Page: "explorer", Params: map[string]any{"metrics": []any{"sl-neg"}}})
		if err != nil {
			t.Fatal(err)
		}
		if seen, _ := s.Views(wang); len(seen) != 1 || !seen[0].Own {
			t.Errorf("wang sees %+v", seen)
		}
		if seen, _ := s.Views(li); len(seen) != 2 {
			t.Errorf("li sees %+v", seen)
		}
		m, _ := s.Get(wang, "sl-neg")
		names := []string{}
		for _, u := range m.UsedIn {
			names = append(names, u.Kind+":"+u.Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != "view: view:晨会" {
			t.Errorf("used in %q", got)
		}
		if _, err := s.ChangeView(li, v.ID, ptr("mine now"), nil, nil, 0); code(err) != "metric.view.not_yours" {
			t.Errorf("another's: %v", err)
		}
		if _, err := s.ChangeView(wang, own.ID, ptr("x"), nil, nil, 0); !errors.Is(err, sqldb.ErrNotFound) {
			t.Errorf("another's own: %v", err)
		}
		changed, err := s.ChangeView(wang, v.ID, ptr("早会"), map[string]any{"metrics": "asa"}, ptr(false), 1)
		if err != nil || changed.Rev != 2 || changed.Shared || changed.Name != "早会" {
			t.Errorf("%+v %v", changed, err)
		}
		if _, err := s.ChangeView(wang, v.ID, nil, nil, nil, 1); code(err) != "metric.stale" {
			t.Errorf("stale: %v", err)
		}
		if err := s.RemoveView(li, v.ID); err != nil {
			t.Errorf("unseen: %v", err)
		}
		if seen, _ := s.Views(wang); len(seen) != 1 {
			t.Error("another deleted it")
		}
		for range 2 {
			if err := s.RemoveView(wang, v.ID); err != nil {
				t.Errorf("remove: %v", err)
			}
		}
		if seen, _ := s.Views(wang); len(seen) != 0 {
			t.Errorf("left: %+v", seen)
		}
	})
}

func TestPropertySegmentsAnswerWhatIsInForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.IntRange(10, 28), 1, 6).Draw(t, "days")
		var versions []Definition
		for i, d := range days {
			versions = append(versions, Definition{ID: "x", Version: i + 1, EffectiveOn: fmt.Sprintf("2026-03-%02d", d)})
		}
		segments := segmentsOf(versions)
		for d := 5; d <= 31; d++ {
			day := fmt.Sprintf("2026-03-%02d", d)
			on := 0
			for _, s := range segments {
				if s.On(day) {
					on++
					if want := inForce(versions, day).Version; s.Definition.Version != want {
						t.Fatalf("%s: version %d, want %d", day, s.Definition.Version, want)
					}
				}
			}
			if on != 1 {
				t.Fatalf("%s: %d segments", day, on)
			}
		}
	})
}

func TestPropertyComposedEqualsItsParts(t *testing.T) {
	v := vocabularyOf(Builtins())
	find := func(ref string) (Definition, bool) { id, _ := formula.SplitRef(ref); return BuiltinByID(id) }
	ids := []string{"sl-off", "sl-shx", "asa", "abandon-rate", "sl-nob", "mean-talk", "answer-rate", "occ-2"}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(ids).Draw(t, "a"), rapid.SampledFrom(ids).Draw(t, "b")
		op := rapid.SampledFrom([]string{"+", "-", "*", "/"}).Draw(t, "op")
		sums := map[string]float64{}
		for _, m := range measures {
			sums[m.ID] = float64(rapid.IntRange(0, 1000).Draw(t, m.ID))
		}
		c := compose(fmt.Sprintf("(`%s`) %s `%s`", a, op, b), v, find, "")
		if !c.OK() {
			t.Fatal(c.Diagnostics)
		}
		got, _, _, ok, _ := Definition{Numerator: c.Numerator, Denominator: c.Denominator, Scale: c.Scale}.Eval(sums)
		da, _ := BuiltinByID(a)
		dc, _ := BuiltinByID(b)
		x, _, _, okX, _ := da.Eval(sums)
		y, _, _, okY, _ := dc.Eval(sums)
		want := map[string]float64{"+": x + y, "-": x - y, "*": x * y, "/": x / y}[op]
		wantOK := okX && okY && (op != "/" || y != 0)
		if ok != wantOK || ok && math.Abs(got-want) > 1e-6*math.Max(1, math.Abs(want)) {
			t.Fatalf("%s %s %s: %v %v, want %v %v (%+v)", a, op, b, got, ok, want, wantOK, c)
		}
	})
}
