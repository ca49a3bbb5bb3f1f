package metric

import (
	"math"
	"strings"
	"testing"

	"github.com/lingting/lingting/calc/formula"
)

// vector is the test vector of the metric reference, §1: A = 1000, B = 60,
// A_T = 860, B_T = 20, B_s = 10, F = 50, all flow-outs after T, none of them
// a callback, every one of them sent to another queue.
var vector = map[string]float64{
	"offered": 1110, "answered": 1000, "abandoned": 60, "left": 50, "waiting_now": 0,
	"answered_within": 860, "abandoned_within": 20, "left_within": 0, "callback_within": 0, "removed_within": 880,
	"short_abandoned": 10, "abandoned_within_not_short": 10, "late_answered": 140, "reassigned": 50,
}

func TestServiceLevelVector(t *testing.T) {
	for id, want := range map[string]float64{
		"sl-ans": 86.00, // 860 / 1000
		"sl-neg": 81.13, // 860 / 1060
		"sl-pos": 83.02, // 880 / 1060
		"sl-ign": 82.69, // 860 / 1040
		"sl-shc": 82.08, // 870 / 1060
		"sl-shx": 81.90, // 860 / 1050
		"sl-flo": 77.48, // 860 / 1110
		"sl-off": 77.48, // 860 / 1110
		// Flow-outs on, short abandons off: 860 / (1000 + 60 + 50 − 10) = 860 / 1100.
		"sl-nob": 78.18,
		// Removed within T: 860 answered + 20 abandoned + 0 callbacks of 1110 queued.
		"sl-rem": 79.28,
		// Over the whole window every contact has its event in it: 860 / 1110.
		"sl-evt": 77.48,
		// 1110 − (140 late + 60 abandoned + 50 reassigned) = 860 of 1110.
		"sl-pen": 77.48,
		// The rates around them.
		"answer-rate":             90.09, // 1000 / 1110
		"answer-rate-excl-short":  90.91, // 1000 / 1100
		"abandon-rate":            5.41,  // 60 / 1110
		"abandon-rate-handled":    4.76,  // 50 / 1050
		"abandon-rate-excl-short": 4.55,  // 50 / 1100
		"abandon-rate-within":     1.80,  // 20 / 1110
		"flow-out-rate":           4.50,  // 50 / 1110
	} {
		d, ok := BuiltinByID(id)
		if !ok {
			t.Errorf("there is no %s", id)
			continue
		}
		v, _, _, ok, why := d.Eval(vector)
		if !ok || math.Abs(v-want) > 0.005 {
			t.Errorf("%s is %v (%v %s), want %v", id, v, ok, why, want)
		}
	}
}

func TestServiceLevelVectorWithoutFlowOuts(t *testing.T) {
	v := map[string]float64{}
	for k, x := range vector {
		v[k] = x
	}
	v["offered"], v["left"], v["reassigned"] = 1060, 0, 0
	for _, id := range []string{"sl-off", "sl-neg", "sl-flo", "sl-pen", "sl-evt"} {
		d, _ := BuiltinByID(id)
		if got, _, _, ok, _ := d.Eval(v); !ok || math.Abs(got-81.13) > 0.005 {
			t.Errorf("%s is %v, want 81.13", id, got)
		}
	}
}

func TestSwitchboardSubtractsTheUnionOnce(t *testing.T) {
	d, _ := BuiltinByID("sl-nob")
	for _, c := range []struct {
		flow, short, abandon float64
		den                  float64
	}{
		{0, 0, 0, 1060}, // A + B: the Genesys default, sl-neg
		{1, 0, 0, 1110}, // + F: sl-flo
		{0, 1, 0, 1050}, // − B_s: sl-shx
		{1, 1, 0, 1100},
		{0, 0, 1, 1000}, // − B: sl-ans
		{0, 1, 1, 1000}, // B_s is part of B: taken out once, not 990
		{1, 0, 1, 1050},
		{1, 1, 1, 1050},
	} {
		d.Parameters = Parameters{ParamFlowOn: c.flow, ParamShortOff: c.short, ParamAbandonOff: c.abandon}
		_, num, den, ok, _ := d.Eval(vector)
		if !ok || num != 860 || den != c.den {
			t.Errorf("%+v: %v / %v", c, num, den)
		}
	}
}

func TestBuiltinsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Builtins() {
		if seen[d.ID] {
			t.Errorf("%s is there twice", d.ID)
		}
		seen[d.ID] = true
		c, err := d.Compile()
		if err != nil {
			t.Error(err)
			continue
		}
		if len(c.Needs()) == 0 || d.NameZH == "" || d.NameEN == "" || d.Source == "" || d.Group == "" || d.Unit == "" || d.Version != 1 || !d.Builtin || d.Scale == 0 {
			t.Errorf("%s is not complete: %+v", d.ID, d)
		}
		if (d.ExclusionsZH == "") != (d.ExclusionsEN == "") {
			t.Errorf("%s tells its exclusions in one language", d.ID)
		}
		if (len(d.Takes()) > 0 && d.Takes()[0] != ParamRepeatWindow) != (d.Comparison != "") {
			t.Errorf("%s takes %v but compares with %q", d.ID, d.Takes(), d.Comparison)
		}
		maximum := d.ID == "max-wait" || d.ID == "agents-signed-in"
		if c.NumAdds == maximum {
			t.Errorf("%s: numerator adds up: %v", d.ID, c.NumAdds)
		}
		if d.Denominator != "" && c.DenAdds == (d.ID == "handled-per-agent") {
			t.Errorf("%s: denominator adds up: %v", d.ID, c.DenAdds)
		}
	}
	for _, id := range strings.Fields(`offered answered abandoned left answered-within abandoned-within answer-rate abandon-rate asa mean-abandon-wait
		mean-wait mean-talk max-wait sl-ans sl-neg sl-pos sl-ign sl-shc sl-shx sl-flo sl-nob sl-rem sl-off sl-evt sl-pen aht mean-hold mean-hold-held
		mean-wrap-up mean-ring transfer-rate no-answer-rate agent-hangup-rate short-abandoned occ-1 occ-2 occ-3 ut-1 ut-2 ut-3 signed-in-time ready-time
		aux-time talk-time cph repeat-rate fcr repaired-share`) {
		if !seen[id] {
			t.Errorf("there is no %s", id)
		}
	}
	if d, _ := BuiltinByID("sl-evt"); d.Attribution != AttributionEvent {
		t.Error("sl-evt is not attributed to the event")
	}
}

func TestMeasuresAreComplete(t *testing.T) {
	for i, m := range Measures() {
		if j, ok := MeasureIndex(m.ID); !ok || i != j {
			t.Errorf("%s is at %d, not %d", m.ID, j, i)
		}
		if m.NameZH == "" || m.NameEN == "" || m.RuleZH == "" || m.RuleEN == "" {
			t.Errorf("%s is not told", m.ID)
		}
		if n, err := formula.Parse(m.ID, nil); err != nil || n.String() != m.ID {
			t.Errorf("%s cannot be written in a formula", m.ID)
		}
	}
}

func TestEvalOfTimesAndShares(t *testing.T) {
	sums := map[string]float64{
		"answered": 4, "answered_wait_ms": 34405, "talk_ms": 600000, "hold_ms": 30000, "wrap_up_ms": 90000, "handle_ms": 720000, "held_contacts": 1,
		"max_wait_ms": 730000, "signed_in_ms": 7200000, "ready_ms": 1800000, "aux_ms": 1200000, "aux_paid_ms": 300000, "aux_break_ms": 600000, "aux_meal_ms": 300000,
		"agent_talk_ms": 2700000, "agent_hold_ms": 300000, "agent_wrap_up_ms": 900000, "agent_ring_ms": 300000, "on_contact_ms": 4200000,
		"repeat_answered": 1, "identified_answered": 2, "agents_signed_in": 2,
	}
	for id, want := range map[string]float64{
		"asa": 8.60125, "mean-talk": 150, "mean-hold": 7.5, "mean-hold-held": 30, "aht": 180, "max-wait": 730, "cph": 2, "handled-per-agent": 2,
		"occ-1": 70, "occ-2": 68.42105263157895, "occ-3": 71.42857142857143, "occ-line": 62.5,
		"ut-1": 6000.0 / 6300 * 100, "ut-2": 6000.0 / 6300 * 100, "ut-3": 6000.0 / 7200 * 100,
		"repeat-rate": 25, "fcr": 75, "repeat-rate-identified": 50, "fcr-identified": 50, "signed-in-time": 7200,
	} {
		d, _ := BuiltinByID(id)
		if v, _, _, ok, why := d.Eval(sums); !ok || math.Abs(v-want) > 1e-9 {
			t.Errorf("%s is %v (%v %s), want %v", id, v, ok, why, want)
		}
	}
}

func TestEvalTellsWhyNot(t *testing.T) {
	asa, _ := BuiltinByID("asa")
	if _, num, den, ok, why := asa.Eval(map[string]float64{"answered": 0, "answered_wait_ms": 0}); ok || num != 0 || den != 0 || why != formula.ReasonDivisionByZero {
		t.Errorf("%v %v %v %q", num, den, ok, why)
	}
	if _, _, den, ok, why := asa.Eval(map[string]float64{"answered": 3}); ok || den != 3 || why != formula.ReasonMissing {
		t.Errorf("%v %v %q", den, ok, why)
	}
	d := Definition{ID: "x", Version: 1, Numerator: "talk_ms / answered - 1", Scale: 1}
	if _, _, _, ok, why := d.Eval(map[string]float64{"answered": 0, "talk_ms": 0}); ok || why != formula.ReasonDivisionByZero {
		t.Errorf("%v %q", ok, why)
	}
}

func BenchmarkEval(b *testing.B) {
	d, _ := BuiltinByID("sl-shx")
	c, err := d.Compile()
	if err != nil {
		b.Fatal(err)
	}
	values := make([]float64, len(measures))
	for i := range values {
		values[i] = float64(i + 1)
	}
	for b.Loop() {
		c.Eval(values)
	}
}
