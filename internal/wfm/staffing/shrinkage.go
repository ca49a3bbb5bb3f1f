package staffing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Kind is why scheduled people are not there for contacts.
type Kind string

// KindNone is of agent states that are no shrinkage.
const KindNone Kind = "none"

// The kinds. In office people are at work; out of office they are not, and
// telephony cannot see it.
var (
	InOffice    = []Kind{"break", "meal", "training", "meeting", "other"}
	OutOfOffice = []Kind{"annual_leave", "sick_leave", "personal_leave", "other_leave", "attrition"}
)

// States are the kinds of AUX time telephony tells apart, by the metrics that
// have them; other is what is in none of them.
var States = []string{"break", "meal", "training", "meeting", "other"}

// Change is what a planner said of shrinkage from a day on.
type Change struct {
	ID        string     `json:"id"`
	State     string     `json:"state,omitempty" doc:"agent state whose time counts as the kind; empty: a planned value of the kind"`
	Kind      Kind       `json:"kind" doc:"a kind of shrinkage; of a state also none"`
	Percent   float64    `json:"percent" doc:"planned share of scheduled time, of kinds"`
	FromOn    civil.Date `json:"from_on" format:"date"`
	Note      string     `json:"note,omitempty"`
	CreatedMs int64      `json:"created_ms"`
	CreatedBy string     `json:"created_by"`
	UndoneMs  int64      `json:"undone_ms,omitempty"`
	UndoneBy  string     `json:"undone_by,omitempty"`
}

// subject is the thing a change is about.
func (c Change) subject() string {
	if c.State != "" {
		return "state " + c.State
	}
	return "kind " + string(c.Kind)
}

func (c *Change) check() error {
	var w fault.Collector
	c.Note = strings.TrimSpace(c.Note)
	known := slices.Contains(InOffice, c.Kind)
	switch {
	case c.State != "" && !slices.Contains(States, c.State):
		w.Add("body.state", "one_of", "must be one of "+strings.Join(States, ", "))
	case c.State != "" && !known && c.Kind != KindNone:
		w.Add("body.kind", "one_of", "must be an in-office kind or none")
	case c.State == "" && !known && !slices.Contains(OutOfOffice, c.Kind):
		w.Add("body.kind", "one_of", "must be a kind of shrinkage")
	}
	if !(c.Percent >= 0 && c.Percent <= mostShrinkage) {
		w.Add("body.percent", "range", "must be from 0 to 80")
	}
	if utf8.RuneCountInString(c.Note) > 500 {
		w.Add("body.note", "too_long", "must have at most 500 characters")
	}
	return w.Err("staffing.shrinkage.invalid", "The shrinkage has wrong values.")
}

// changes are those that hold, in any order.
type changes []Change

// on is the change of each subject that holds on a day: the one that began
// last.
func (all changes) on(day civil.Date) map[string]Change {
	out := map[string]Change{}
	for _, c := range all {
		had, ok := out[c.subject()]
		if c.UndoneMs == 0 && !day.Before(c.FromOn) && (!ok || had.FromOn.Before(c.FromOn)) {
			out[c.subject()] = c
		}
	}
	return out
}

// planned is the planned shrinkage of a day.
func (all changes) planned(day civil.Date) (s Shrinkage) {
	for _, c := range all.on(day) {
		switch {
		case c.State != "":
		case slices.Contains(InOffice, c.Kind):
			s.InOfficePercent += c.Percent
		default:
			s.OutOfOfficePercent += c.Percent
		}
	}
	s.From = ShrinkagePlanned
	s.InOfficePercent, s.OutOfOfficePercent = tidy(s.InOfficePercent), tidy(s.OutOfOfficePercent)
	return s
}

// kindOf is as which kind the time of a state counts on a day; unless said
// otherwise a state is its own kind.
func (all changes) kindOf(state string, day civil.Date) Kind {
	if c, ok := all.on(day)[Change{State: state}.subject()]; ok {
		return c.Kind
	}
	return Kind(state)
}

// bounded checks that on no day more is planned than there can be.
func (all changes) bounded() error {
	for _, c := range all {
		if s := all.planned(c.FromOn); c.UndoneMs == 0 && s.Share() > mostShrinkage/100.0 {
			return fault.Invalidf("staffing.shrinkage.too_much", "From %s on %g %% of scheduled time would be shrinkage; at most 80 %% can be.", c.FromOn, s.Share()*100).
				WithField("body.percent", "too_large", "all kinds together would be above 80")
		}
	}
	return nil
}

// turns are the days of a range on which the meaning of a state changes, the
// first day among them.
func (all changes) turns(r civil.Range) []civil.Date {
	out := []civil.Date{r.From}
	for _, c := range all {
		if c.State != "" && c.UndoneMs == 0 && r.From.Before(c.FromOn) && r.Has(c.FromOn) {
			out = append(out, c.FromOn)
		}
	}
	slices.SortFunc(out, func(a, b civil.Date) int { return a.Sub(b) })
	return slices.Compact(out)
}

// cell is signed-in time and what of it each kind took, in seconds.
type cell struct {
	signedIn float64
	took     map[Kind]float64
}

func (c *cell) add(kind Kind, seconds float64) {
	if c.took == nil {
		c.took = map[Kind]float64{}
	}
	c.took[kind] += seconds
}

// KindFigures are what is planned and measured of a kind.
type KindFigures struct {
	Kind      Kind        `json:"kind"`
	InOffice  bool        `json:"in_office"`
	Planned   float64     `json:"planned_percent" doc:"of scheduled time, on the last day asked for"`
	Since     *civil.Date `json:"since,omitempty" format:"date" doc:"day from which this is planned; absent: nothing is"`
	Measured  *float64    `json:"measured_percent" doc:"of signed-in time; null: out of office, or nothing is known"`
	Scheduled *float64    `json:"measured_scheduled_percent" doc:"the same of scheduled time: what is measured × (1 − planned out of office)"`
	Hours     *float64    `json:"measured_h" doc:"hours that were measured"`
	// Cells has a list of 24 hours for each weekday from Monday on.
	Cells [][]*float64 `json:"cells,omitempty" doc:"of signed-in time, by weekday from Monday and hour of the day; null: nobody was signed in"`
}

// StateFigures say as which kind an agent state counts.
type StateFigures struct {
	State string      `json:"state"`
	Kind  Kind        `json:"kind"`
	Since *civil.Date `json:"since,omitempty" format:"date" doc:"absent: as ever"`
}

// ShrinkageFigures are planned and measured shrinkage over some days.
type ShrinkageFigures struct {
	From      civil.Date     `json:"from" format:"date"`
	To        civil.Date     `json:"to" format:"date"`
	SignedIn  float64        `json:"signed_in_h" doc:"hours agents were signed in"`
	Planned   Shrinkage      `json:"planned" doc:"on the last day"`
	Kinds     []KindFigures  `json:"kinds"`
	States    []StateFigures `json:"states" doc:"on the last day"`
	Changes   []Change       `json:"changes" doc:"all that were made, the newest first, those taken back too"`
	Multiply  float64        `json:"multiplier" doc:"people to schedule for each base agent: 1 / (1 − planned shrinkage)"`
	Total     *float64       `json:"measured_percent" doc:"all in-office kinds, of signed-in time"`
	Scheduled *float64       `json:"measured_scheduled_percent" doc:"the same of scheduled time"`
	Cells     [][]*float64   `json:"cells" doc:"all in-office kinds, as in kinds"`
}

// figures tell of measured cells (weekday from Monday × hour) and changes.
func (all changes) figures(r civil.Range, cells *[7][24]cell) ShrinkageFigures {
	out := ShrinkageFigures{From: r.From, To: r.To, Planned: all.planned(r.To), Kinds: []KindFigures{}, States: []StateFigures{}, Changes: slices.Clone(all)}
	if out.Changes == nil {
		out.Changes = []Change{}
	}
	out.Multiply = rough(1 / (1 - out.Planned.Share()))
	holding := all.on(r.To)
	signedIn := 0.0
	for d := range cells {
		for h := range cells[d] {
			signedIn += cells[d][h].signedIn
		}
	}
	out.SignedIn = rough(signedIn / 3600)
	atWork := 1 - out.Planned.OutOfOfficePercent/100
	measure := func(of func(*cell) float64) (percent, scheduled, hours *float64, grid [][]*float64) {
		total := 0.0
		for d := range cells {
			line := make([]*float64, 24)
			for h := range cells[d] {
				c := &cells[d][h]
				line[h] = ratio(of(c), c.signedIn, 100)
				total += of(c)
			}
			grid = append(grid, line)
		}
		if signedIn > 0 {
			hours = new(rough(total / 3600))
		}
		return ratio(total, signedIn, 100), ratio(total*atWork, signedIn, 100), hours, grid
	}
	for _, kind := range slices.Concat(InOffice, OutOfOffice) {
		f := KindFigures{Kind: kind, InOffice: slices.Contains(InOffice, kind)}
		if c, ok := holding[Change{Kind: kind}.subject()]; ok {
			f.Planned, f.Since = c.Percent, &c.FromOn
		}
		if f.InOffice {
			f.Measured, f.Scheduled, f.Hours, f.Cells = measure(func(c *cell) float64 { return c.took[kind] })
		}
		out.Kinds = append(out.Kinds, f)
	}
	out.Total, out.Scheduled, _, out.Cells = measure(func(c *cell) float64 {
		sum := 0.0
		for kind, v := range c.took {
			if kind != KindNone {
				sum += v
			}
		}
		return sum
	})
	for _, state := range States {
		f := StateFigures{State: state, Kind: all.kindOf(state, r.To)}
		if c, ok := holding[Change{State: state}.subject()]; ok {
			f.Since = &c.FromOn
		}
		out.States = append(out.States, f)
	}
	return out
}
