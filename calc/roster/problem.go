package roster

// Free is the shift of a day off.
const Free = -1

// Problem is a rostering problem. Indexes of people, shifts and skills are those
// of its lists.
type Problem struct {
	Name   string
	Days   int // length of the horizon in days
	Monday int // the first Monday's index, 0 to 6: day 0 is a Monday when it is 0
	Skills []string
	Shifts []Shift
	People []Person
	Rules  []Rule
	Wishes []Wish
	Needs  []Need
	// Together are teams whose people should work alike.
	Together []Together
	// Activities are meetings and trainings that are placed within shifts, after
	// the roster and with the breaks.
	Activities []Activity
}

// Shift is a type of shift: when it begins, how long it is, which skill its
// people serve.
type Shift struct {
	ID         string
	Minutes    int     // paid minutes
	Begin, End int     // minutes after midnight of its day, End beyond 1440 when it ends on the next day; both 0: not known
	Breaks     []int   // minutes after midnight of the start of breaks of BreakMinutes each that never move
	Pauses     []Pause // breaks that are placed within a window
	Skill      int     // whom it serves, for needs by interval; of no meaning without Skills
}

// Pause is a break of a shift that is placed after the roster is made: it begins
// at From or later and ends at To or earlier, minutes after midnight of the
// shift's day. Pauses of a shift do not overlap and keep their order.
type Pause struct {
	ID       string
	From, To int
	Minutes  int
	Paid     bool // part of the shift's paid minutes; the engine does not pay
}

// BreakMinutes is the length of a break in Shift.Breaks.
const BreakMinutes = 30

// Person is whose line is made.
type Person struct {
	ID     string
	Name   string
	Skills []int  // what the person can serve; nil: everything
	Before Before // what the last days before the horizon were
}

// Before is how a person's line ended before the horizon. With Days 0 nothing is
// known, and a run that touches the border is not held to the least length.
type Before struct {
	Days  int // length of the last run up to day -1
	Shift int // of day -1, or Free
}

// Kind is what a rule limits.
type Kind string

// The kinds of rules. Amounts are counted over the days From … To-1 for the kinds
// that say so, else over the horizon.
const (
	// PaidMinutes: minutes of the shifts on From … To-1, Min to Max.
	PaidMinutes Kind = "paid_minutes"
	// WorkRun: days of work in a row, Min to Max. A run that touches the border
	// of the horizon is not held to Min.
	WorkRun Kind = "work_run"
	// RestRun: days off in a row, at least Min; the border as with WorkRun.
	RestRun Kind = "rest_run"
	// Weekends: weekends of which Saturday or Sunday is worked, at most Max.
	Weekends Kind = "weekends"
	// ShiftCount: days with one of Shifts, Min to Max, over From … To-1.
	ShiftCount Kind = "shift_count"
	// Succession: the shift Then is not worked on the day after one of Shifts.
	Succession Kind = "succession"
	// RestMinutes: minutes between the end of a shift and the start of the next
	// day's, at least Min, by the shifts' Begin and End.
	RestMinutes Kind = "rest_minutes"
	// DayOff: no shift on From … To-1.
	DayOff Kind = "day_off"
	// Fixed: one of Shifts on each of From … To-1.
	Fixed Kind = "fixed"
)

// NoMax is a Max that limits nothing.
const NoMax = -1

// Rule is one rule of one person, some people or all.
type Rule struct {
	Kind     Kind
	People   []int   // nil: everybody
	Shifts   []int   // nil: every shift
	Then     []int   // of Succession: what must not follow
	From, To int     // days, To not included; both 0: the horizon
	Min, Max int     // in the unit of the kind; Max NoMax: no limit
	Price    float64 // of each unit beyond a limit; 0: hard
}

// Hard is whether no roster may break the rule.
func (r *Rule) Hard() bool { return r.Price == 0 }

// Of is whether the rule is about a person.
func (r *Rule) Of(person int) bool { return has(r.People, person) }

// About is whether the rule is about a shift.
func (r *Rule) About(shift int) bool { return has(r.Shifts, shift) }

// has is whether a list has a value; nil has all.
func has(list []int, v int) bool {
	if list == nil {
		return true
	}
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// Span is the days of a rule.
func (r *Rule) Span(days int) (from, to int) {
	if r.From == 0 && r.To == 0 {
		return 0, days
	}
	return r.From, r.To
}

// Wish is a person's wish about a shift on a day, or about keeping what was
// published. Shift Free is the day off.
type Wish struct {
	Person, Day, Shift int
	Or                 []int   // other shifts that are meant as well, as the same one for another skill
	For                bool    // for the shift; else against it
	Price              float64 // when it does not come true
}

// Means is whether a wish is about a shift.
func (w *Wish) Means(shift int) bool {
	if shift == w.Shift {
		return true
	}
	for _, s := range w.Or {
		if s == shift {
			return true
		}
	}
	return false
}

// Together is a team whose people should work shifts of one kind on a day, or in
// a week: each day of work that is not of the kind most of them have costs Price.
type Together struct {
	ID     string
	People []int
	Kinds  [][]int // shifts that are alike; others do not count
	Week   bool    // alike in a week, Monday to Sunday; else on each day
	Price  float64
}

// Span is the number of the span of a day in which the team should work alike.
func (t *Together) Span(p *Problem, day int) int {
	if t.Week {
		return (day - p.Monday + 7) / 7
	}
	return day
}

// Kind is the kind of a shift; -1: none.
func (t *Together) Kind(shift int) int {
	for k, list := range t.Kinds {
		for _, s := range list {
			if s == shift {
				return k
			}
		}
	}
	return -1
}

// Activity is a meeting or a training that people attend while they are at work:
// on one of the days FirstDay … LastDay, begun at From or later and ended at To or
// earlier, minutes after midnight. It takes them out of the cover.
type Activity struct {
	ID                string
	People            []int
	FirstDay, LastDay int
	From, To          int
	Minutes           int
	Together          bool    // all at the same time; else each by themselves
	Price             float64 // of each person who does not attend; nobody does who costs the cover more
}

// AnySkill is the skill of a need that any shift serves.
const AnySkill = -1

// Need is what is needed in one cell of cover: of a shift on a day (Shift ≥ 0),
// or of a skill between two minutes of a day (Shift Free). A person counts in an
// interval when the shift covers the whole of it outside breaks.
type Need struct {
	Day, Shift int
	Skill      int   // or AnySkill
	Group      []int // people who count, as leaders or the experienced; nil: everybody
	From, To   int   // minutes after midnight, of a need by interval
	People     int
	// Under and Over are the prices of each person missing and too many.
	Under, Over float64
	// Steps, if any, replace Under and Over: Steps[n] is the price of n people, the
	// last slope goes on. It must be convex.
	Steps []float64
	// Away is the share of the people at work who are expected to be on one of
	// their pauses: Price counts the others.
	Away float64
}

// Price is what n people at work in the cell cost.
func (n *Need) Price(people int) float64 {
	if n.Away != 0 {
		return n.PriceOf(float64(people) * (1 - n.Away))
	}
	if last := len(n.Steps) - 1; last >= 0 {
		if people <= last {
			return n.Steps[people]
		}
		slope := 0.0
		if last > 0 {
			slope = n.Steps[last] - n.Steps[last-1]
		}
		return n.Steps[last] + slope*float64(people-last)
	}
	if people < n.People {
		return n.Under * float64(n.People-people)
	}
	return n.Over * float64(people-n.People)
}

// PriceOf is what people who serve cost, of whom some do for a part of the
// interval only: between whole numbers the price is straight.
func (n *Need) PriceOf(people float64) float64 {
	all := Need{People: n.People, Under: n.Under, Over: n.Over, Steps: n.Steps}
	low := int(people)
	price, part := all.Price(low), people-float64(low)
	if part == 0 {
		return price
	}
	return price + part*(all.Price(low+1)-price)
}

// Covers is whether a shift that begins on the day shiftDay counts for the need.
func (n *Need) Covers(shiftDay, shift int, s *Shift) bool {
	if n.Shift != Free {
		return n.Day == shiftDay && n.Shift == shift
	}
	off := (n.Day - shiftDay) * 1440
	from, to := n.From+off, n.To+off
	if n.Skill != AnySkill && s.Skill != n.Skill || from < s.Begin || to > s.End {
		return false
	}
	for _, b := range s.Breaks {
		if from < b+BreakMinutes && b < to {
			return false
		}
	}
	return true
}

// Roster is a solution: Lines[person][day] is a shift or Free.
type Roster struct {
	Lines [][]int
}

// NewRoster has everybody off.
func NewRoster(people, days int) *Roster {
	r := &Roster{Lines: make([][]int, people)}
	cells := make([]int, people*days)
	for i := range cells {
		cells[i] = Free
	}
	for p := range r.Lines {
		r.Lines[p] = cells[p*days : (p+1)*days : (p+1)*days]
	}
	return r
}

// Weekend is the number of the weekend a day belongs to, and whether it does.
func (p *Problem) Weekend(day int) (int, bool) {
	d := day - p.Monday + 7
	return d / 7, d%7 >= 5
}

// Rests is whether the shift next may follow the shift before on the next day by
// a rest of at least some minutes.
func (p *Problem) Rests(before, next, minutes int) bool {
	return p.Gap(before, next) >= minutes
}

// Gap is the minutes between a shift's end and the next day's shift.
func (p *Problem) Gap(before, next int) int {
	return p.Shifts[next].Begin + 1440 - p.Shifts[before].End
}
