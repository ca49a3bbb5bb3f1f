package sim

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/lingting/lingting/internal/kit/golden"
	"github.com/lingting/lingting/internal/kit/testdata"
)

// example reads a model of docs/examples/simulation.
func example(t testing.TB, name string) *Model {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(golden.Root(), "docs", "examples", "simulation", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file any
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	m, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// published is a figure with its interval.
type published struct{ mean, low, high float64 }

// report reads the figures of a result file of ContactCenters.
func report(t testing.TB, name string) map[string]published {
	t.Helper()
	f, err := os.Open(testdata.Shared(t, "data", "queueing", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	title := regexp.MustCompile(`^REPORT on .* ==> (.*)$`)
	interval := regexp.MustCompile(`confidence interval.*: \( *([-0-9.E]+), *([-0-9.E]+) *\)`)
	out := map[string]published{}
	var current string
	var row []float64
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		if m := title.FindStringSubmatch(line); m != nil {
			current = strings.TrimSpace(m[1])
			continue
		}
		if m := interval.FindStringSubmatch(line); m != nil {
			var p published
			if _, err := fmt.Sscan(m[1]+" "+m[2], &p.low, &p.high); err != nil {
				t.Fatal(err)
			}
			p.mean = row[0]
			if len(row) == 5 { // observations, minimum, maximum, average, deviation
				p.mean = row[3]
			}
			out[current] = p
			continue
		}
		var numbers []float64
		for _, word := range strings.Fields(line) {
			var v float64
			if _, err := fmt.Sscan(word, &v); err != nil {
				numbers = nil
				break
			}
			numbers = append(numbers, v)
		}
		if len(numbers) >= 3 {
			row = numbers
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s tells nothing", name)
	}
	return out
}

// publishedCases are results of 1,000 replications with ContactCenters
// (Université de Montréal), and which measure of ours each is, in its unit.
var publishedCases = []struct {
	file, example string
	measures      []publishedMeasure
}{
	{"MMC.res", "mmc", []publishedMeasure{
		{"Number of contacts in target", "answered_within", 1},
		{"Service level", "sl-ans", 1},
		{"Speed of answer", "asa", 1.0 / 60},
		{"Occupancy ratio", "occupancy", 1},
	}},
	{"MMCAb.res", "mmc-abandonment", []publishedMeasure{
		{"Number of contacts having abandoned", "abandoned", 1},
		{"Number of contacts in target", "answered_within", 1},
		{"Service level", "sl-ans", 1},
		{"Speed of answer", "asa", 1.0 / 60},
		{"Occupancy ratio", "occupancy", 1},
		// Theirs is of contacts in target ÷ (answered + abandoned after the threshold).
		{"Service level with abandonment", "sl-ign", 1},
	}},
	{"CallCC.res", "call-centre", []publishedMeasure{ // of 1660 calls expected
		{"Number of arrivals per day", "arrivals", 1},
		{"Average waiting time per customer", "wait_seconds", 1.0 / 1660},
		{"Proportion of waiting times < s", "answered_within+abandoned_within", 1.0 / 1660},
		{"Proportion of calls lost", "abandoned", 1.0 / 1660},
	}},
	{"Telethon.res", "telethon", []publishedMeasure{
		{"Number of arrived contacts", "arrivals", 1},
		{"Number of served contacts", "answered", 1},
		{"Number of blocked contacts", "blocked", 1},
		{"Number of abandoned contacts", "abandoned", 1},
		{"Number of messages", "messages", 1},
		{"Number of disconnected contacts", "disconnected", 1},
		{"Number of contacts in target", "answered_within", 1},
		{"Speed of answer", "asa", 1.0 / 60},
		{"Service level", "answered_within", 100.0 / 1000},              // of 1000 expected
		{"Agents' occupancy ratio", "busy_hours", 100.0 / (12 * 4 * 5)}, // of 240 hours on duty
	}},
}

type publishedMeasure struct {
	theirs, ours string
	unit         float64
}

// value is our estimate in their unit.
func (x publishedMeasure) value(r *Result) (mean, half float64) {
	for id := range strings.SplitSeq(x.ours, "+") {
		e := r.Total.Get(id)
		if math.IsNaN(e.Mean) {
			e = r.Agents.Get(id)
		}
		mean, half = mean+e.Mean*x.unit, half+e.HalfWidth*x.unit
	}
	return mean, half
}

func TestPublishedCases(t *testing.T) {
	for _, c := range publishedCases {
		theirs := report(t, c.file)
		r := run(t, example(t, c.example), Options{Seed: 1, Replications: 250, Workers: 2})
		for _, x := range c.measures {
			p, ok := theirs[x.theirs]
			if !ok {
				t.Errorf("%s has no %q: %v", c.file, x.theirs, theirs)
				continue
			}
			mean, half := x.value(r)
			t.Logf("| %s | %s | %s | %.4f | %.3f – %.3f | %.4f | %.4f – %.4f |", c.example, x.theirs, x.ours, p.mean, p.low, p.high, mean, mean-half, mean+half)
			// Two estimates of the same number: their intervals touch.
			if mean+half < p.low-5e-4 || mean-half > p.high+5e-4 {
				t.Errorf("%s, %s: theirs %g to %g, ours %g ± %g", c.file, x.theirs, p.low, p.high, mean, half)
			}
		}
	}
}
