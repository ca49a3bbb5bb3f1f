package metric

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/testdata"
)

// The figures of a real bank's fortnight: every definition, given the counts
// of a group, must give the group's published rates.
func TestBuiltinsGiveThePublishedRates(t *testing.T) {
	type group struct {
		Offered         float64            `json:"offered"`
		Answered        float64            `json:"answered"`
		Abandoned       float64            `json:"abandoned"`
		AnsweredWithin  float64            `json:"answered_within_20s"`
		AbandonedWithin float64            `json:"abandoned_within_20s"`
		Short           float64            `json:"abandoned_within_5s"`
		AnswerRate      float64            `json:"answer_rate_pct"`
		AbandonRate     float64            `json:"abandon_rate_pct"`
		Level           map[string]float64 `json:"service_level_20s_pct"`
	}
	var gold struct {
		Total   group            `json:"total"`
		ByQueue map[string]group `json:"by_queue"`
		ByDay   map[string]group `json:"by_day"`
	}
	raw, err := os.ReadFile(testdata.Shared(t, "data", "calls", "anonymous_bank_1999", "rendered", "gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	groups := map[string]group{"total": gold.Total}
	for k, g := range gold.ByQueue {
		groups["queue "+k] = g
	}
	for k, g := range gold.ByDay {
		groups["day "+k] = g
	}
	checked := 0
	for name, g := range groups {
		sums := map[string]float64{"offered": g.Offered, "answered": g.Answered, "abandoned": g.Abandoned, "left": 0,
			"answered_within": g.AnsweredWithin, "abandoned_within": g.AbandonedWithin, "short_abandoned": g.Short}
		want := map[string]float64{"answer-rate": g.AnswerRate, "abandon-rate": g.AbandonRate}
		for k, v := range g.Level {
			want[strings.ToLower(k)] = v
		}
		for id, w := range want {
			d, ok := BuiltinByID(id)
			if !ok {
				t.Errorf("there is no %s", id)
				continue
			}
			if v, _, _, ok, why := d.Eval(sums); !ok || math.Abs(v-w) > 0.00005001 {
				t.Errorf("%s, %s: %v (%s), want %v", name, id, v, why, w)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d figures were checked", checked)
	}
}
