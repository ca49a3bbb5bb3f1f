package career

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/kit/civil"
)

// facts are a person of a cohort; "" is not known.
type facts struct {
	position, entered, rank, of string
	numbers                     map[string]string
	stated, refused, posts      []string
}

func (f *facts) known(l *Ladder, on civil.Date) *known {
	position := f.position
	if position == "" {
		position = l.Positions[0].Code
	}
	p, _ := l.Position(position)
	k := &known{on: on, enteredOn: f.entered, position: p, statements: map[string]Statement{}}
	k.reading = func(metric string, _ civil.Date) (Reading, bool) {
		v, err := strconv.ParseFloat(f.numbers[metric], 64)
		return Reading{Value: v}, err == nil
	}
	k.place = func(civil.Date) (Place, bool) {
		rank, err := strconv.Atoi(f.rank)
		of, _ := strconv.Atoi(f.of)
		return Place{Rank: rank, Of: of}, err == nil
	}
	k.post = func(position string) (string, string, bool) {
		return position, position, slices.Contains(f.posts, position)
	}
	for _, key := range f.stated {
		k.statements[key] = Statement{Condition: key, Met: true, Evidence: "seen", By: "班长"}
	}
	for _, key := range f.refused {
		k.statements[key] = Statement{Condition: key, Evidence: "seen", By: "班长"}
	}
	return k
}

func eligible(l *Ladder, k *known) string {
	out := []string{}
	for _, s := range l.From(k.position.Code) {
		if k.outlook(s).Eligible {
			out = append(out, s.To)
		}
	}
	return strings.Join(out, " ")
}

var day = civil.Of(2026, 11, 25)

// The nine steps of the template on 200 people whose promotions were written
// down beside them: for each step who is exactly at every limit, who misses one
// condition alone, and who is not known.
func TestNineStepsOnTwoHundredPeople(t *testing.T) {
	file, err := os.Open("testdata/cohort.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 201 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	l := Template()
	to := map[string]int{}
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[at[name]] }
		f := facts{position: cell("position"), entered: cell("entered"), rank: cell("rank"), of: cell("of"),
			numbers: map[string]string{"qa-score": cell("qa"), "complaints-major": cell("major"), "complaints": cell("complaints"), "training-hours": cell("hours"), "service-quality": cell("service")},
			stated:  strings.Fields(cell("stated")), refused: strings.Fields(cell("refused")), posts: strings.Fields(cell("posts"))}
		if got := eligible(&l, f.known(&l, day)); got != cell("eligible") {
			t.Errorf("person %s at %q: may rise to %q, written down is %q", cell("no"), f.position, got, cell("eligible"))
		}
		for _, p := range strings.Fields(cell("eligible")) {
			to[p]++
		}
	}
	if len(to) != 9 {
		t.Errorf("nobody rises to some of the nine: %v", to)
	}
}

// naive says the nine steps once more, in plain words.
func naive(f *facts, on civil.Date) []string {
	months := func(n int) bool { return f.entered != "" && f.entered <= monthsBefore(on, n) }
	stated := func(key string) bool { return slices.Contains(f.stated, key) }
	tenure := func(key string, n int) bool { return f.entered == "" && stated(key) || months(n) }
	number := func(key, metric string, good func(v float64) bool) bool {
		v, err := strconv.ParseFloat(f.numbers[metric], 64)
		return err == nil && good(v) || err != nil && stated(key)
	}
	first := func(key string, percent int) bool {
		rank, err := strconv.Atoi(f.rank)
		of, _ := strconv.Atoi(f.of)
		return err == nil && 100*rank <= percent*of || err != nil && stated(key)
	}
	post := func(p string) bool { return slices.Contains(f.posts, p) }
	is := func(of ...string) bool { return slices.Contains(of, f.position) }
	zero := func(v float64) bool { return v == 0 }
	least := func(n float64) func(float64) bool { return func(v float64) bool { return v >= n } }
	out := []string{}
	add := func(ok bool, to string) {
		if ok {
			out = append(out, to)
		}
	}
	add(is("trainee") && stated("induction") && stated("qualities"), "probation")
	add(is("probation") && stated("probation-passed") && tenure("months-1", 1), "regular")
	add(is("regular") && first("rank-60", 60) && number("qa-85", "qa-score", least(85)) && tenure("months-3", 3) && number("no-major", "complaints-major", zero), "skilled")
	add(is("skilled") && first("rank-30", 30) && number("qa-90", "qa-score", least(90)) && tenure("months-6", 6) && number("no-complaint", "complaints", zero) &&
		number("hours-20", "training-hours", func(v float64) bool { return v > 20 }), "senior")
	add(is("senior") && first("rank-10", 10) && stated("helps") && stated("assists-leader") && number("service-95", "service-quality", least(95)) && tenure("months-12-expert", 12), "expert")
	add(is("regular", "skilled", "senior", "expert") && stated("liked") && stated("motivates") && post("leader") && tenure("months-12-leader", 12), "leader")
	add(is("expert", "leader") && stated("runs-operations") && post("supervisor") && tenure("months-24-supervisor", 24), "supervisor")
	add(is("supervisor") && stated("coordinates") && post("manager") && tenure("months-24-manager", 24), "manager")
	add(is("supervisor", "manager") && stated("assists-director") && post("deputy") && tenure("months-24-deputy", 24), "deputy")
	return out
}

// monthsBefore is the last day of entry that makes n whole months by the day,
// found by trying days.
func monthsBefore(on civil.Date, n int) string {
	d := on.Add(-31*n - 3)
	for e := d; !on.Before(e); e = e.Add(1) {
		y, m, dayOf := e.Civil()
		later := civil.Of(y, m+time.Month(n), 1)
		end := later
		for end.Add(1).Month() == later {
			end = end.Add(1)
		}
		if same := later.Add(dayOf - 1); same.Before(end) {
			end = same
		}
		if on.Before(end) {
			break
		}
		d = e
	}
	return d.String()
}

func TestPromotionsAreThoseOfANaiveModel(t *testing.T) {
	l := Template()
	keys := []string{}
	for _, s := range l.Steps {
		for _, c := range s.Conditions {
			keys = append(keys, c.Key)
		}
	}
	codes := []string{}
	for _, p := range l.Positions {
		codes = append(codes, p.Code)
	}
	rapid.Check(t, func(t *rapid.T) {
		on := civil.Of(2026, 1, 1).Add(rapid.IntRange(0, 800).Draw(t, "day"))
		number := func(name string, values ...string) string { return rapid.SampledFrom(append(values, "")).Draw(t, name) }
		some := func(name string, of []string) []string {
			return slices.DeleteFunc(slices.Clone(of), func(string) bool { return rapid.IntRange(0, 3).Draw(t, name) == 0 })
		}
		f := facts{position: rapid.SampledFrom(codes).Draw(t, "position"), of: strconv.Itoa(rapid.IntRange(1, 40).Draw(t, "of")),
			numbers: map[string]string{"qa-score": number("qa", "84.9", "85", "89", "90", "99"), "complaints-major": number("major", "0", "1", "0"), "complaints": number("complaints", "0", "2", "0"),
				"training-hours": number("hours", "20", "20.5", "60"), "service-quality": number("service", "94.9", "95", "99")},
			stated: some("stated", keys), posts: some("posts", codes)}
		if rapid.IntRange(0, 5).Draw(t, "entered known") > 0 {
			// Around whole months, where it matters.
			months := rapid.SampledFrom([]int{0, 1, 3, 6, 12, 24, 60}).Draw(t, "months")
			f.entered = monthsLater(on, -months).Add(rapid.IntRange(-3, 3).Draw(t, "days")).String()
		}
		if rapid.IntRange(0, 4).Draw(t, "ranked") > 0 {
			of, _ := strconv.Atoi(f.of)
			f.rank = strconv.Itoa(rapid.IntRange(1, of).Draw(t, "rank"))
		}
		if got, want := eligible(&l, f.known(&l, on)), strings.Join(naive(&f, on), " "); got != want {
			t.Fatalf("on %s %+v: %q, naively %q", on, f, got, want)
		}
	})
}

func TestMonthsEndAtTheLastDay(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"}, {"2026-11-25", -12, "2025-11-25"}, {"2026-11-25", 0, "2026-11-25"}, {"2025-12-15", 2, "2026-02-15"}} {
		d, _ := civil.Parse(c.from)
		if got := monthsLater(d, c.months).String(); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}
