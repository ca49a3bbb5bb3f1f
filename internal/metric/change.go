package metric

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// NewMetric is what makes a metric of the centre's own.
type NewMetric struct {
	ID           string
	NameZH       string
	NameEN       string
	Unit         string
	Direction    string
	Formula      string
	Group        string
	ExclusionsZH string
	ExclusionsEN string
	Source       string
	Note         string
	Parameters   Parameters
}

// NewVersion is what makes a further version of a metric; what is nil stays as
// it is in the newest version.
type NewVersion struct {
	EffectiveOn  string // first day, today or later
	NameZH       *string
	NameEN       *string
	Unit         *string
	Direction    *string
	Formula      *string
	Numerator    *string
	Denominator  *string
	Scale        *float64
	ClockStart   *string
	ClockStop    *string
	Comparison   *string
	Attribution  *string
	ExclusionsZH *string
	ExclusionsEN *string
	Source       *string
	Note         *string
	Parameters   Parameters // nil: as it is
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

const (
	maxID   = 60
	maxName = 80
	maxText = 500
)

var (
	allUnits      = []string{UnitCount, UnitPercent, UnitSeconds, UnitPerHour, UnitRatio, UnitErlang, UnitPoints, UnitHours, UnitMoney}
	allDirections = []string{DirectionUp, DirectionDown, DirectionNone}
	allGroups     = []string{GroupVolume, GroupServiceLevel, GroupWaiting, GroupHandling, GroupAgent, GroupResolution, GroupReported, GroupCustom}
	attributions  = []string{AttributionArrival, AttributionAnswer, AttributionEnd, AttributionEvent}
)

func (d Definition) checkWords(w *fault.Collector) {
	short := func(name, v string, most int) {
		if len([]rune(v)) > most {
			w.Add("body."+name, "too_long", fmt.Sprintf("must have at most %d characters", most))
		}
	}
	w.Require("body.name_zh", d.NameZH)
	w.Require("body.name_en", d.NameEN)
	short("name_zh", d.NameZH, maxName)
	short("name_en", d.NameEN, maxName)
	short("exclusions_zh", d.ExclusionsZH, maxText)
	short("exclusions_en", d.ExclusionsEN, maxText)
	short("source", d.Source, maxText)
	short("note", d.Note, maxText)
	short("clock_start", d.ClockStart, maxName)
	short("clock_stop", d.ClockStop, maxName)
	oneOf := func(name, v string, all []string) {
		if !slices.Contains(all, v) {
			w.Add("body."+name, "not_one_of", "must be one of "+strings.Join(all, ", "))
		}
	}
	oneOf("unit", d.Unit, allUnits)
	oneOf("direction", d.Direction, allDirections)
	oneOf("group", d.Group, allGroups)
	if d.Attribution != "" {
		oneOf("attribution", d.Attribution, attributions)
	}
	if d.Comparison != "" {
		oneOf("comparison", d.Comparison, []string{CompareAtMost, CompareLess})
	}
	for _, k := range slices.Sorted(maps.Keys(d.Parameters)) {
		v := d.Parameters[k]
		limit := map[string]float64{ParamThreshold: 86_400_000, ParamShortAbandon: 3_600_000, ParamRepeatWindow: 24 * 90,
			ParamFlowOn: 1, ParamShortOff: 1, ParamAbandonOff: 1}[k]
		least := 0.0
		if k == ParamRepeatWindow {
			least = 1
		}
		switch {
		case limit == 0:
			w.Add("body.parameters."+k, "unknown", "is not a parameter")
		case !(v >= least && v <= limit) || v != math.Trunc(v):
			w.Add("body.parameters."+k, "range", fmt.Sprintf("must be a whole number from %v to %v", least, limit))
		}
	}
}

// wrote puts what a formula says into the definition.
func (d *Definition) wrote(src string, c Composed, w *fault.Collector) {
	for _, x := range c.Diagnostics {
		if x.Severity == formula.SeverityError {
			w.Add("body.formula", x.Code, x.Message)
		}
	}
	if !c.OK() {
		return
	}
	if !unitFits(c.Unit, d.Unit) {
		w.Add("body.unit", "metric.unit_differs", fmt.Sprintf("the formula gives %s: %s", c.Unit, unitHelp(c.Unit, d.Unit)))
	}
	pinned := Parameters{}
	for k, v := range c.Parameters {
		pinned[k] = v
	}
	for k, v := range d.Parameters {
		if x, ok := pinned[k]; ok && x != v {
			w.Add("body.parameters."+k, CodeParameters, fmt.Sprintf("a metric in the formula fixes it at %v", x))
		}
		pinned[k] = v
	}
	d.Formula, d.Numerator, d.Denominator, d.Scale = src, c.Numerator, c.Denominator, c.Scale
	d.Uses, d.Parameters, d.Comparison, d.Attribution = c.Uses, pinned, c.Comparison, c.Attribution
}

func unitHelp(told formula.Unit, want string) string {
	switch {
	case told == formula.UnitRatio && want == UnitPercent:
		return "multiply by 100 for per cent"
	case told == formula.UnitMs && want == UnitSeconds:
		return "divide by 1000 for seconds"
	}
	return "choose that unit, or change the formula"
}

// Create adds a metric of the centre's own; its first version holds for all
// days. The same content again answers the same metric.
func (s *Service) Create(ctx context.Context, in NewMetric) (Metric, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return Metric{}, err
	}
	actor, _ := authz.From(ctx)
	in.Formula = strings.TrimSpace(in.Formula)
	var out Metric
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		d := Definition{ID: in.ID, Version: 1, EffectiveOn: EverOn, NameZH: strings.TrimSpace(in.NameZH), NameEN: strings.TrimSpace(in.NameEN),
			Unit: in.Unit, Direction: orElse(in.Direction, DirectionNone), Group: orElse(in.Group, GroupCustom),
			ExclusionsZH: in.ExclusionsZH, ExclusionsEN: in.ExclusionsEN, Source: in.Source, Note: in.Note,
			Parameters: orNone(in.Parameters), Author: actor.Name, CreatedMs: clock.Ms(s.clk)}
		if x, taken := c.items[in.ID]; taken {
			if old := x.versions[0]; !old.Builtin && !x.archived && old.Formula == in.Formula && old.sameWords(d) {
				out, err = s.metric(ctx, tx, in.ID)
				return err
			}
			return fault.Conflictf("metric.id_taken", "There is a metric %s already; choose another id, or add a version to it.", in.ID).
				WithField("body.id", "taken", "is taken")
		}
		var w fault.Collector
		_, isMeasure := MeasureByID(in.ID)
		switch {
		case len(in.ID) > maxID || !idPattern.MatchString(in.ID):
			w.Add("body.id", "pattern", "must be lower-case letters and digits with single hyphens between, beginning with a letter")
		case isMeasure || in.ID == "null" || slices.ContainsFunc(formula.Functions(), func(f formula.Function) bool { return f.Name == in.ID }):
			w.Add("body.id", "taken", "is a word of the formula language")
		}
		d.checkWords(&w)
		d.wrote(in.Formula, compose(in.Formula, c.vocabulary(), c.find(c.today), in.ID), &w)
		if err := w.Err("metric.invalid", "The metric has wrong values."); err != nil {
			return err
		}
		if ok, err := addEntry(ctx, tx, d.ID, d.CreatedMs); err != nil || !ok {
			return orStale(err)
		}
		if err := saveVersion(ctx, tx, d, actor.UserID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, authz.Entry{Action: "metric.create", Object: "metric", ObjectID: d.ID, After: d}); err != nil {
			return err
		}
		out, err = s.metric(ctx, tx, d.ID)
		return err
	})
	return out, err
}

// sameWords compares what a maker chooses, the formula aside.
func (d Definition) sameWords(o Definition) bool {
	return d.NameZH == o.NameZH && d.NameEN == o.NameEN && d.Unit == o.Unit && d.Direction == o.Direction && d.Group == o.Group &&
		d.ExclusionsZH == o.ExclusionsZH && d.ExclusionsEN == o.ExclusionsEN && d.Source == o.Source && d.Note == o.Note && o.pinsNoMoreThan(d)
}

// pinsNoMoreThan reports whether another definition pins all that this one
// does; it may pin more, which its formula brings.
func (d Definition) pinsNoMoreThan(o Definition) bool {
	for k, v := range d.Parameters {
		if x, ok := o.Parameters[k]; !ok || x != v {
			return false
		}
	}
	return true
}

// AddVersion adds a version to a metric. It begins today or later, so that no
// number of an earlier day changes. The same content again answers the same
// version. rev is the revision the caller has read, 0 when it does not say.
func (s *Service) AddVersion(ctx context.Context, id string, in NewVersion, rev int64) (Metric, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return Metric{}, err
	}
	actor, _ := authz.From(ctx)
	var out Metric
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		x := c.items[id]
		if x == nil {
			return unknownMetric(id, c)
		}
		if x.archived {
			return fault.Conflictf("metric.archived", "The metric %s is archived and takes no further versions.", id)
		}
		var w fault.Collector
		day, err := time.Parse(time.DateOnly, in.EffectiveOn)
		if err != nil || day.Format(time.DateOnly) != in.EffectiveOn {
			w.Add("body.effective_on", "format", "must be a day, YYYY-MM-DD")
			return w.Err("metric.invalid", "The version has wrong values.")
		}
		next := x.last().with(in)
		if len(x.versions) > 1 {
			before := x.versions[len(x.versions)-2].with(in)
			if in.EffectiveOn == x.last().EffectiveOn && actor.Name == x.last().Author && before.after(in, c, new(fault.Collector)).same(x.last()) {
				out, err = s.metric(ctx, tx, id) // asked again
				return err
			}
		}
		if rev != 0 && rev != x.rev {
			return stale()
		}
		if in.EffectiveOn < c.today {
			w.Add("body.effective_on", "metric.in_the_past", "must be today or later: numbers of earlier days do not change")
		}
		next = next.after(in, c, &w)
		next.checkWords(&w)
		if err := w.Err("metric.invalid", "The version has wrong values."); err != nil {
			return err
		}
		if next.same(x.last()) {
			return fault.Invalidf("metric.nothing_changed", "The new version says the same as version %d.", x.last().Version)
		}
		next.Version, next.EffectiveOn, next.Author, next.CreatedMs = x.last().Version+1, in.EffectiveOn, actor.Name, clock.Ms(s.clk)
		if _, err := addEntry(ctx, tx, id, next.CreatedMs); err != nil {
			return err
		}
		if ok, err := bumpEntry(ctx, tx, id, x.rev, next.CreatedMs); err != nil || !ok {
			return orStale(err)
		}
		if err := saveVersion(ctx, tx, next, actor.UserID); err != nil {
			return err
		}
		if err := s.record(ctx, tx, authz.Entry{Action: "metric.version", Object: "metric", ObjectID: id, Before: x.last(), After: next}); err != nil {
			return err
		}
		out, err = s.metric(ctx, tx, id)
		return err
	})
	return out, err
}

// with puts the words of a new version over those of the newest.
func (d Definition) with(in NewVersion) Definition {
	set := func(to, from *string) {
		if from != nil {
			*to = strings.TrimSpace(*from)
		}
	}
	set(&d.NameZH, in.NameZH)
	set(&d.NameEN, in.NameEN)
	set(&d.Unit, in.Unit)
	set(&d.Direction, in.Direction)
	set(&d.ClockStart, in.ClockStart)
	set(&d.ClockStop, in.ClockStop)
	set(&d.ExclusionsZH, in.ExclusionsZH)
	set(&d.ExclusionsEN, in.ExclusionsEN)
	set(&d.Source, in.Source)
	d.Note = ""
	set(&d.Note, in.Note)
	if in.Parameters != nil {
		d.Parameters = in.Parameters
	}
	return d
}

// after puts the formulas of a new version over those of the newest.
func (d Definition) after(in NewVersion, c *catalogue, w *fault.Collector) Definition {
	switch {
	case in.Formula != nil:
		if in.Numerator != nil || in.Denominator != nil || in.Scale != nil {
			w.Add("body.formula", "metric.formula_twice", "give either a formula, or numerator, denominator and scale")
		}
		if in.Parameters == nil { // those of the old formula went with it
			d.Parameters = Parameters{}
		}
		d.wrote(strings.TrimSpace(*in.Formula), compose(*in.Formula, c.vocabulary(), c.find(in.EffectiveOn), d.ID), w)
	case in.Numerator != nil || in.Denominator != nil || in.Scale != nil:
		if in.Numerator != nil {
			d.Numerator = strings.TrimSpace(*in.Numerator)
		}
		if in.Denominator != nil {
			d.Denominator = strings.TrimSpace(*in.Denominator)
		}
		if in.Scale != nil {
			d.Scale = *in.Scale
		}
		d.Formula, d.Uses = "", nil
		d.checkParts(w)
	}
	if in.Comparison != nil {
		d.Comparison = *in.Comparison
	}
	if in.Attribution != nil {
		d.Attribution = *in.Attribution
	}
	return d
}

// checkParts checks a numerator and a denominator over measures and switches.
func (d Definition) checkParts(w *fault.Collector) {
	v := vocabularyOf(nil)
	for _, s := range switches {
		if _, ok := d.Parameters[s]; ok {
			v[s] = formula.Entry{}
		}
	}
	for _, part := range []struct{ name, src string }{{"numerator", d.Numerator}, {"denominator", d.Denominator}} {
		if part.src == "" && part.name == "denominator" {
			continue
		}
		for _, x := range formula.Check(part.src, v).Diagnostics {
			if x.Severity == formula.SeverityError {
				w.Add("body."+part.name, x.Code, x.Message)
			}
		}
	}
	if d.Scale == 0 || math.IsNaN(d.Scale) || math.IsInf(d.Scale, 0) {
		w.Add("body.scale", "range", "must be a number other than 0")
	}
}

// same compares two versions but for number, day, note and maker.
func (d Definition) same(o Definition) bool {
	for _, x := range []*Definition{&d, &o} {
		x.Version, x.EffectiveOn, x.Note, x.Author, x.CreatedMs, x.Builtin = 0, "", "", "", 0, false
		x.Parameters = orNone(x.Parameters)
		if len(x.Uses) == 0 {
			x.Uses = nil
		}
	}
	return reflect.DeepEqual(d, o)
}

// Archive takes a metric of the centre's own out of the catalogue. Its
// versions stay, so that what was saved with them can still be read. It errs
// while something uses the metric. rev is as for AddVersion.
func (s *Service) Archive(ctx context.Context, id string, rev int64) error {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		c, centre, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		x := c.items[id]
		switch {
		case x == nil:
			return unknownMetric(id, c)
		case x.versions[0].Builtin:
			return fault.Conflictf("metric.builtin", "The metric %s comes with the product and stays.", id)
		case x.archived:
			return nil
		}
		if rev != 0 && rev != x.rev {
			return stale()
		}
		uses, err := s.uses(ctx, tx, c, centre)
		if err != nil {
			return err
		}
		if n := len(uses[id]); n > 0 {
			return fault.Conflictf("metric.in_use", "The metric %s is used in %d places; take it out there first.", id, n)
		}
		if ok, err := archiveEntry(ctx, tx, id, x.rev, clock.Ms(s.clk)); err != nil || !ok {
			return orStale(err)
		}
		before, err := json.Marshal(x.last())
		if err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "metric.archive", Object: "metric", ObjectID: id, Before: json.RawMessage(before)})
	})
}

func orElse(v, other string) string {
	if v == "" {
		return other
	}
	return v
}

func orNone(p Parameters) Parameters {
	if p == nil {
		return Parameters{}
	}
	return p
}

func orStale(err error) error {
	if err != nil {
		return err
	}
	return stale()
}

func stale() error {
	return fault.New(fault.Conflict, "metric.stale", "Someone else changed this meanwhile; load it again and repeat the change.")
}
