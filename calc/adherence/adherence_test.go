package adherence

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// States and activities of the tests.
const (
	working = iota
	resting
	out
)

const (
	onQueue = iota
	pause
	free // scheduled, and not in scope
)

func rules() *Rule {
	return &Rule{
		Activities: []Activity{{OnQueue: true, Counts: true}, {Counts: true}, {}},
		States: []State{
			{OnQueue: true, Group: 0, Fits: []bool{true, false, true}},
			{Group: 1, Fits: []bool{false, true, true}, Outside: true},
			{SignedOut: true, Group: 2, Fits: []bool{false, false, true}, Outside: true},
		},
	}
}

const minute = 60

func TestTenMinutesLateAndMadeUp(t *testing.T) {
	plan := []Piece{{0, 60 * minute, onQueue}}
	did := []Did{{-30 * minute, 10 * minute, out}, {10 * minute, 70 * minute, working}, {70 * minute, 90 * minute, out}}
	r := rules()
	got := Judge(plan, did, nil, r)
	if a, ok := got.Adherence(); !ok || math.Abs(a-100*50.0/60) > 1e-9 {
		t.Errorf("outside not counted: %v", a)
	}
	r.Outside = true
	got = Judge(plan, did, nil, r)
	if a, ok := got.Adherence(); !ok || math.Abs(a-71.428571) > 1e-5 {
		t.Errorf("outside counted: %v, want 71.4", a)
	}
	if c, what := got.Conformance(); what != Finite || c != 100 {
		t.Errorf("conformance %v %v", c, what)
	}
	want := []Deviation{{0, 10 * minute, onQueue, out, Late, -1}, {60 * minute, 70 * minute, Unscheduled, working, NotScheduled, -1}}
	if !slices.Equal(got.Deviations, want) {
		t.Errorf("deviations %+v", got.Deviations)
	}
	got = Judge(plan, did, []Span{{5 * minute, 20 * minute}, {60 * minute, 70 * minute}}, r)
	if got.Exceptions != 5*minute || got.Excused != 15*minute || got.Scheduled != 60*minute {
		t.Errorf("excused: %+v", got.Sums)
	}
}

func TestWhatIsNotDefined(t *testing.T) {
	for _, c := range []struct {
		name      string
		sums      Sums
		adherence float64
		defined   bool
		percent   float64
		what      Defined
	}{
		{"nothing told", Sums{Scheduled: 60, ScheduledOnQueue: 60}, 0, false, 0, Undefined},
		{"nothing scheduled, nothing done", Sums{Told: 60}, 0, false, 0, Undefined},
		{"nothing scheduled", Sums{Told: 60, OnQueue: 30}, 0, false, 0, Infinite},
		{"never came", Sums{Told: 60, Scheduled: 60, ScheduledOnQueue: 60, Exceptions: 60}, 0, true, 0, Finite},
		{"more than scheduled", Sums{Told: 60, Scheduled: 30, ScheduledOnQueue: 30, OnQueue: 45}, 100, true, 150, Finite},
		{"more exceptions than schedule", Sums{Told: 60, Scheduled: 30, Exceptions: 40}, 0, true, 0, Undefined},
	} {
		a, defined := c.sums.Adherence()
		p, what := c.sums.Conformance()
		if a != c.adherence || defined != c.defined || p != c.percent || what != c.what {
			t.Errorf("%s: %v %v, %v %v", c.name, a, defined, p, what)
		}
	}
}

func TestKinds(t *testing.T) {
	// work 0–100, pause 100–115, work 115–200, then nothing
	plan := []Piece{{0, 100, onQueue}, {100, 115, pause}, {115, 200, onQueue}}
	kinds := func(did ...Did) (out []Kind) {
		r := rules()
		r.Outside = true
		for _, d := range Judge(plan, did, nil, r).Deviations {
			out = append(out, d.Kind)
		}
		return out
	}
	for name, c := range map[string]struct {
		did  []Did
		want []Kind
	}{
		"as scheduled":   {[]Did{{0, 100, working}, {100, 115, resting}, {115, 200, working}, {200, 300, out}}, nil},
		"absent":         {[]Did{{-50, 300, out}}, []Kind{Absent, Absent, Absent}},
		"late and early": {[]Did{{0, 10, out}, {10, 100, working}, {100, 115, resting}, {115, 180, working}, {180, 200, out}}, []Kind{Late, LeftEarly}},
		"not over yet":   {[]Did{{0, 10, out}, {10, 50, working}, {50, 60, out}}, []Kind{Late, SignedOut}},
		"later and long": {[]Did{{0, 110, working}, {110, 130, resting}, {130, 200, working}}, []Kind{NotTaken, Overrun}},
		"another time":   {[]Did{{0, 50, working}, {50, 60, resting}, {60, 150, working}, {150, 160, out}, {160, 210, working}}, []Kind{OtherTime, NotTaken, SignedOut, NotScheduled}},
	} {
		if got := kinds(c.did...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestGrace(t *testing.T) {
	plan := []Piece{{0, 1000, onQueue}, {1000, 1100, pause}, {1100, 2000, onQueue}}
	r := rules()
	r.Outside = true
	r.StartEarly, r.StartLate, r.EndEarly, r.EndLate = 40, 30, 20, 10
	for name, c := range map[string]struct {
		did  []Did
		want int64
	}{
		"early in, within":    {[]Did{{-40, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 0},
		"early in, beyond":    {[]Did{{-41, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 41},
		"late, within":        {[]Did{{0, 30, out}, {30, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 0},
		"late, beyond":        {[]Did{{0, 31, out}, {31, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 31},
		"late in two states":  {[]Did{{0, 20, out}, {20, 40, resting}, {40, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 40},
		"pause early, within": {[]Did{{0, 980, working}, {980, 1100, resting}, {1100, 2000, working}}, 0},
		"pause early, beyond": {[]Did{{0, 979, working}, {979, 1100, resting}, {1100, 2000, working}}, 21},
		"stays, within":       {[]Did{{0, 1000, working}, {1000, 1100, resting}, {1100, 2010, working}}, 0},
		"stays, beyond":       {[]Did{{0, 1000, working}, {1000, 1100, resting}, {1100, 2011, working}}, 11},
		"in the middle":       {[]Did{{0, 500, working}, {500, 501, resting}, {501, 1000, working}, {1000, 1100, resting}, {1100, 2000, working}}, 1},
	} {
		if got := Judge(plan, c.did, nil, r); got.Exceptions != c.want {
			t.Errorf("%s: %d, want %d", name, got.Exceptions, c.want)
		}
	}
}

// day is a schedule, what was done, excuses and a rule.
type day struct {
	plan    []Piece
	did     []Did
	excuses []Span
	rule    *Rule
}

func anyDay(t *rapid.T) day {
	d := day{rule: rules()}
	at := int64(rapid.IntRange(20, 60).Draw(t, "begin"))
	for range rapid.IntRange(0, 6).Draw(t, "pieces") {
		at += int64(rapid.SampledFrom([]int{0, 0, 0, 15}).Draw(t, "gap"))
		to := at + int64(rapid.IntRange(1, 40).Draw(t, "length"))
		d.plan = append(d.plan, Piece{at, to, rapid.IntRange(0, 2).Draw(t, "activity")})
		at = to
	}
	at = int64(rapid.IntRange(0, 80).Draw(t, "told from"))
	for range rapid.IntRange(0, 12).Draw(t, "states") {
		at += int64(rapid.SampledFrom([]int{0, 0, 0, 3}).Draw(t, "silence"))
		to := at + int64(rapid.IntRange(1, 30).Draw(t, "lasts"))
		d.did = append(d.did, Did{at, to, rapid.IntRange(0, 2).Draw(t, "state")})
		at = to
	}
	for range rapid.IntRange(0, 3).Draw(t, "excuses") {
		from := int64(rapid.IntRange(0, 250).Draw(t, "excused from"))
		d.excuses = append(d.excuses, Span{from, from + int64(rapid.IntRange(1, 60).Draw(t, "excused"))})
	}
	grace := func(what string) int64 { return int64(rapid.IntRange(0, 8).Draw(t, what)) }
	d.rule.StartEarly, d.rule.StartLate, d.rule.EndEarly, d.rule.EndLate = grace("start early"), grace("start late"), grace("end early"), grace("end late")
	d.rule.Outside = rapid.Bool().Draw(t, "outside counts")
	return d
}

const last = 500 // no day of the tests is longer

// bySecond is the same, second by second: an activity and a state each, runs of
// seconds that deviate, and each of them dropped or counted.
func bySecond(d day) (sums Sums, counted [last]bool) {
	var activity, state, piece [last]int
	for i := range last {
		activity[i], state[i], piece[i] = Unscheduled, -1, -1
	}
	gap := -1
	for i := range last { // stretches without a schedule have numbers of their own
		now := slices.IndexFunc(d.plan, func(p Piece) bool { return p.From <= int64(i) && int64(i) < p.To })
		if now >= 0 {
			activity[i], piece[i] = d.plan[now].Activity, now
			continue
		}
		if i == 0 || activity[i-1] != Unscheduled {
			gap--
		}
		piece[i] = gap
	}
	for _, x := range d.did {
		for i := x.From; i < x.To; i++ {
			state[i] = x.State
		}
	}
	wrong := func(i int) bool {
		if i < 0 || i >= last || state[i] < 0 {
			return false
		}
		if activity[i] == Unscheduled {
			return d.rule.Outside && !d.rule.States[state[i]].Outside
		}
		return d.rule.Activities[activity[i]].Counts && !d.rule.States[state[i]].Fits[activity[i]]
	}
	for i := 0; i < last; i++ {
		if state[i] < 0 {
			continue
		}
		sums.Told++
		if d.rule.States[state[i]].OnQueue {
			sums.OnQueue++
		}
		if a := activity[i]; a != Unscheduled {
			if d.rule.Activities[a].Counts {
				sums.Scheduled++
			}
			if d.rule.Activities[a].OnQueue {
				sums.ScheduledOnQueue++
			}
		}
	}
	for i := 0; i < last; {
		if !wrong(i) {
			i++
			continue
		}
		k := i
		for wrong(k) && piece[k] == piece[i] {
			k++
		}
		length := int64(k - i)
		begins, ends := i == 0 || piece[i-1] != piece[i], k < last && piece[k] != piece[i]
		forgiven := begins && length <= d.rule.StartLate || ends && length <= d.rule.EndEarly
		if activity[i] == Unscheduled {
			// Before the first second of all there is no schedule that ended.
			forgiven = begins && i > 0 && length <= d.rule.EndLate || ends && length <= d.rule.StartEarly
		}
		for ; i < k; i++ {
			if forgiven {
				continue
			}
			if slices.ContainsFunc(d.excuses, func(e Span) bool { return e.From <= int64(i) && int64(i) < e.To }) {
				sums.Excused++
				continue
			}
			counted[i] = true
			sums.Exceptions++
			if activity[i] == Unscheduled {
				sums.Scheduled++
			}
		}
	}
	return sums, counted
}

func TestAsSecondBySecond(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		got := Judge(d.plan, d.did, d.excuses, d.rule)
		want, counted := bySecond(d)
		if got.Sums != want {
			t.Fatalf("sums %+v, want %+v\nplan %v\ndid %v", got.Sums, want, d.plan, d.did)
		}
		var listed, excused int64
		var told [last]bool
		for _, x := range got.Deviations {
			if x.From >= x.To || x.Kind == "" {
				t.Fatalf("deviation %+v", x)
			}
			if x.Excuse >= 0 {
				excused += x.Seconds()
				continue
			}
			listed += x.Seconds()
			for i := x.From; i < x.To; i++ {
				told[i] = true
			}
		}
		if listed != got.Exceptions || excused != got.Excused || told != counted {
			t.Fatalf("the deviations have %d seconds that count and %d excused, the sums %+v", listed, excused, got.Sums)
		}
	})
}

// What the floor shows at an instant is what the day's figures say of it once it
// is over, but for what is forgiven when more is known.
func TestNowAsTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay(t)
		now := int64(rapid.IntRange(0, 300).Draw(t, "now"))
		var until []Did
		for _, x := range d.did {
			if x.From < now {
				until = append(until, Did{x.From, min(x.To, now), x.State})
			}
		}
		got := Now(d.plan, until, d.excuses, d.rule, now)
		if got.Again != 0 && got.Again <= now {
			t.Fatalf("again at %d, and it is %d", got.Again, now)
		}
		if !got.Out {
			return
		}
		if got.Since > now {
			t.Fatalf("since %d, and it is %d", got.Since, now)
		}
		// It goes on for one more second and the piece with it: the day counts it.
		if n := len(until); until[n-1].To == now {
			until[n-1].To = now + 1
		}
		day := Judge(d.plan, until, d.excuses, d.rule)
		if !slices.ContainsFunc(day.Deviations, func(x Deviation) bool { return x.From <= now && now < x.To && x.Excuse < 0 }) {
			t.Fatalf("out since %d, and the day does not count it: %+v", got.Since, day.Deviations)
		}
	})
}

func BenchmarkMonthOfThousand(b *testing.B) {
	// A shift of nine hours with three breaks and sixty contacts.
	plan := []Piece{{0, 7200, onQueue}, {7200, 8100, pause}, {8100, 16200, onQueue}, {16200, 18000, pause}, {18000, 27000, onQueue}, {27000, 27900, pause}, {27900, 32400, onQueue}}
	var did []Did
	for at := int64(-3600); at < 36000; at += 180 {
		state := working
		if at%9000 == 0 {
			state = resting
		}
		did = append(did, Did{at, at + 180, state})
	}
	r := rules()
	r.Outside = true
	for b.Loop() {
		for range 22 * 1000 {
			Judge(plan, did, nil, r)
		}
	}
}
