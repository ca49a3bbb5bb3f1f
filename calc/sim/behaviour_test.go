package sim

import (
	"encoding/json"
	"math"
	"testing"
)

// model reads a model from JSON.
func model(t testing.TB, text string) *Model {
	t.Helper()
	var m Model
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return &m
}

// scenario runs a model without chance once and compares measures.
type scenario struct {
	name, model string
	total       map[string]float64
	types       []map[string]float64
	groups      []map[string]float64
}

const work = `"service":{"distribution":"deterministic","mean":"60s"}`

var scenarios = []scenario{
	{
		name: "who rings waits on, and may give up while the agent is held",
		model: `{"day":"200s","types":[
			{"name":"a","arrivals":{"times":[0]},"ringing":{"distribution":"deterministic","mean":"5s"},"patience":{"distribution":"deterministic","mean":"30s"},` + work + `},
			{"name":"b","arrivals":{"times":[100,101]},"ringing":{"distribution":"deterministic","mean":"5s"},"patience":{"distribution":"deterministic","mean":"3s"},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"},{"type":"b"}]}]}`,
		types: []map[string]float64{
			{"answered": 1, "asa": 5, "aht": 65, "abandoned": 0},
			{"answered": 0, "abandoned": 2, "wait_seconds": 6, "abandoned_within": 2, "short_abandoned": 2}},
		groups: []map[string]float64{{"busy_hours": 69.0 / 3600}}, // 65 s, 3 s, and 1 s of the second ringing
	},
	{
		name: "a head start goes before a longer wait",
		model: `{"day":"300s","types":[
			{"name":"a","arrivals":{"times":[0,10]},` + work + `},
			{"name":"b","arrivals":{"times":[20]},"head_start":"30s",` + work + `}],
			"groups":[{"name":"g","agents":1,"order":"longest_wait","skills":[{"type":"a"},{"type":"b"}]}]}`,
		types: []map[string]float64{{"answered": 2, "wait_seconds": 110}, {"answered": 1, "wait_seconds": 40}},
	},
	{
		name: "a type with hours of its own: blocked outside, served at its closing by who can, the others go home",
		model: `{"day":"300s","types":[
			{"name":"a","hours":[{"from":"50s","to":"100s"}],"arrivals":{"times":[10,60,70,80,120]},` + work + `},
			{"name":"b","arrivals":{"times":[20,200]},` + work + `}],
			"groups":[{"name":"g","shifts":[{"count":1,"from":"0s","to":"130s"}],"skills":[{"type":"a"}]},{"name":"h","agents":1,"skills":[{"type":"b"}]},
			{"name":"i","shifts":[{"count":1,"from":"0s","to":"130s"}],"skills":[{"type":"b"}]}]}`,
		types:  []map[string]float64{{"blocked": 2, "answered": 3, "wait_seconds": 50 + 100}, {"blocked": 0, "answered": 2, "wait_seconds": 0}},
		groups: []map[string]float64{{"duty_hours": 130.0 / 3600, "busy_hours": 180.0 / 3600, "overtime_hours": 110.0 / 3600}, {"busy_hours": 120.0 / 3600}, {"overtime_hours": 0, "duty_hours": 130.0 / 3600}},
	},
	{
		name: "a type that closes is cleared, and its rate counts in its hours alone",
		model: `{"day":"300s","closing":"clear","hours":[{"from":"0s","to":"250s"}],"types":[
			{"name":"a","hours":[{"from":"0s","to":"100s"}],"arrivals":{"times":[0,90]},` + work + `},
			{"name":"b","arrivals":{"times":[1]},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"b"},{"type":"a"}]}]}`,
		types: []map[string]float64{{"answered": 1, "disconnected": 1, "wait_seconds": 10}, {"answered": 1, "disconnected": 0, "wait_seconds": 59}},
	},
	{
		name: "served at closing, agents stay",
		model: `{"day":"100s","types":[{"name":"a","arrivals":{"times":[0,10,20]},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 3, "answered_within": 1, "wait_seconds": 150, "disconnected": 0, "longest_queue": 2, "asa": 50},
		groups: []map[string]float64{{"duty_hours": 100.0 / 3600, "busy_hours": 180.0 / 3600, "overtime_hours": 80.0 / 3600, "occupancy": 1, "occupancy_with_overtime": 1.8}},
	},
	{
		name: "cleared at closing, a service goes on to its end",
		model: `{"day":"100s","closing":"clear","types":[{"name":"a","arrivals":{"times":[0,10,20]},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 2, "disconnected": 1, "left": 1, "wait_seconds": 130, "sl-off": 1.0 / 3, "sl-ans": 0.5, "sl-flo": 1.0 / 3},
		groups: []map[string]float64{{"busy_hours": 120.0 / 3600, "overtime_hours": 20.0 / 3600}},
	},
	{
		name: "closing in the middle of the days",
		model: `{"day":"1h","days":2,"interval":"30m","hours":[{"from":"00:10","to":"00:20"}],"types":[{"name":"a","arrivals":{"times":[100,1190,1195,4210]},` + work + `}],
			"groups":[{"name":"g","agents":[{"from":"00:10","to":"00:20","value":1}],"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"arrivals": 4, "blocked": 1, "answered": 3, "wait_seconds": 55},
		groups: []map[string]float64{{"duty_hours": 1200.0 / 3600, "busy_hours": 180.0 / 3600, "overtime_hours": 110.0 / 3600}},
	},
	{
		name: "overflow after a delay",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1,2]},"service":{"distribution":"deterministic","mean":"100s"},
			"route":[{"groups":["x"]},{"groups":["y"],"after":"30s"}]}],
			"groups":[{"name":"x","agents":1,"skills":[{"type":"a"}]},{"name":"y","agents":1,"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 3, "wait_seconds": 30 + 98},
		groups: []map[string]float64{{"answered": 2}, {"answered": 1}},
	},
	{
		name: "an agent of the overflow who becomes free waits for the delay too",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,10]},"service":{"distribution":"deterministic","mean":"500s"},
			"route":[{"groups":["x"]},{"groups":["y"],"after":"2m"}]},{"name":"b","arrivals":{"times":[0]},` + work + `}],
			"groups":[{"name":"x","agents":1,"skills":[{"type":"a"}]},{"name":"y","agents":1,"skills":[{"type":"a"},{"type":"b"}]}]}`,
		types:  []map[string]float64{{"wait_seconds": 120}, {"wait_seconds": 0}},
		groups: []map[string]float64{{"answered": 1}, {"answered": 2}},
	},
	{
		name: "a break waits for the end of a service and is as long",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[599,700]},` + work + `}],
			"groups":[{"name":"g","shifts":[{"from":"00:00","to":"01:00","breaks":[{"at":"00:10","for":"5m"}]}],"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 2, "wait_seconds": 259},
		groups: []map[string]float64{{"duty_hours": 3300.0 / 3600, "overtime_hours": 0}},
	},
	{
		name: "who works at the end of the shift finishes, the next one comes",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[580,590,1900]},` + work + `}],
			"groups":[{"name":"g","shifts":[{"from":"00:00","to":"00:10"},{"from":"00:30","to":"00:40"}],"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 3, "wait_seconds": 1800 - 590},
		groups: []map[string]float64{{"duty_hours": 1200.0 / 3600, "overtime_hours": 40.0 / 3600}},
	},
	{
		name: "a night shift goes over midnight",
		model: `{"day":"1h","days":2,"interval":"30m","types":[{"name":"a","arrivals":{"times":[3500,3700,4400]},` + work + `}],
			"groups":[{"name":"g","shifts":[{"from":"00:50","to":"00:10"}],"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"answered": 3, "wait_seconds": 3600 + 3000 - 4400},
		groups: []map[string]float64{{"duty_hours": 1800.0 / 3600}},
	},
	{
		name: "patience ends, a message is left, the third accepts the time-out as another type",
		model: `{"day":"1h","threshold":"20s","types":[
			{"name":"a","arrivals":{"times":[0,1]},"patience":{"distribution":"deterministic","mean":"15s"},` + work + `},
			{"name":"b","arrivals":{"times":[2]},"timeout":{"after":"40s"},` + work + `},
			{"name":"c","arrivals":{"times":[3]},"timeout":{"after":"10s","to":"back"},` + work + `},
			{"name":"back",` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"},{"type":"b"},{"type":"c"},{"type":"back"}]}]}`,
		total: map[string]float64{"arrivals": 4, "answered": 1, "abandoned": 1, "abandoned_within": 1, "short_abandoned": 0, "messages": 1, "redirected": 1,
			"sl-off": 0.25, "sl-ans": 1, "sl-neg": 0.5, "sl-pos": 1, "sl-ign": 1, "sl-shc": 0.5, "sl-shx": 0.5, "sl-flo": 0.25, "sl-nob": 0.25, "sl-rem": 0.75, "sl-pen": 0.25, "sl-evt": 0.25},
		types: []map[string]float64{{"abandoned": 1}, {"messages": 1, "wait_seconds": 40}, {"redirected": 1, "wait_seconds": 10}, {"answered": 1, "wait_seconds": 47}},
	},
	{
		name: "a callback after a while",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1]},"timeout":{"after":"10s","to":"back","delay":{"distribution":"deterministic","mean":"100s"}},` + work + `},{"name":"back",` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"},{"type":"back"}]}]}`,
		types: []map[string]float64{{"answered": 1, "redirected": 1}, {"answered": 1, "arrivals": 1, "wait_seconds": 0}},
	},
	{
		name: "blocked ones come again until there is a line",
		model: `{"day":"1h","lines":[{"count":1}],"types":[{"name":"a","arrivals":{"times":[0,1]},"retrial":{"probability":1,"delay":{"distribution":"deterministic","mean":"25s"}},` + work + `}],
			"groups":[{"name":"g","agents":2,"skills":[{"type":"a"}]}]}`,
		total: map[string]float64{"arrivals": 5, "retrials": 3, "blocked": 3, "answered": 2, "offered": 2},
	},
	{
		name: "the line is free when the contact has gone, the agent when the wrap-up is done",
		model: `{"day":"1h","lines":[{"count":1}],"types":[{"name":"a","arrivals":{"times":[0,59,61,130]},"wrap_up":{"distribution":"deterministic","mean":"30s"},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`,
		total: map[string]float64{"blocked": 2, "answered": 2, "wait_seconds": 29, "aht": 90},
	},
	{
		name: "balking by the length of the queue",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1,2,3]},"balk_at":[{"waiting":2,"probability":1}],` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`,
		total: map[string]float64{"answered": 3, "balked": 1, "abandoned": 1, "short_abandoned": 1, "blocked": 0},
	},
	{
		name: "a full queue",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1,2,3]},"queue_limit":1,` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`,
		total: map[string]float64{"answered": 2, "blocked": 2, "block_rate": 0.5, "sl-off": 0.5},
	},
	{
		name: "proficiency and priority by group",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,5]},` + work + `},{"name":"b","arrivals":{"times":[1]},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"b","service_factor":2},{"type":"a","service_factor":0.5}]}]}`,
		types: []map[string]float64{{"aht": 30, "wait_seconds": 30 + 120 - 5}, {"aht": 120, "wait_seconds": 29}},
	},
	{
		name: "whoever is idle longest",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1,62,63]},"route":[{"groups":["x","y"],"pick":"longest_idle"}],` + work + `}],
			"groups":[{"name":"x","agents":2,"skills":[{"type":"a"}]},{"name":"y","agents":1,"skills":[{"type":"a"}]}]}`,
		groups: []map[string]float64{{"answered": 3}, {"answered": 1}},
	},
	{
		name: "the group with most idle agents",
		model: `{"day":"1h","types":[{"name":"a","arrivals":{"times":[0,1,2]},"route":[{"groups":["x","y"],"pick":"most_idle"}],` + work + `}],
			"groups":[{"name":"x","agents":1,"skills":[{"type":"a"}]},{"name":"y","agents":3,"skills":[{"type":"a"}]}]}`,
		groups: []map[string]float64{{"answered": 1}, {"answered": 2}},
	},
	{
		name: "idle agents over a reserve do other work",
		model: `{"day":"10m","types":[{"name":"a","arrivals":{"times":[30,31]},` + work + `},{"name":"mail","outbound":{"mode":"fill_in","reserve":1,"backlog":3},"service":{"distribution":"deterministic","mean":"100s"}}],
			"groups":[{"name":"g","agents":2,"skills":[{"type":"a"},{"type":"mail"}]}]}`,
		total: map[string]float64{"answered": 2, "wait_seconds": 59},
		types: []map[string]float64{{}, {"answered": 3, "arrivals": 3, "wait_seconds": 0}},
	},
	{
		name: "a dialler dials ahead, and who is reached waits",
		model: `{"day":"80s","types":[{"name":"out","outbound":{"mode":"dialer","per_idle":2,"backlog":2,"ring":{"distribution":"deterministic","mean":"10s"}},"patience":{"distribution":"deterministic","mean":"5s"},` + work + `}],
			"groups":[{"name":"g","agents":1,"skills":[{"type":"out"}]}]}`,
		types: []map[string]float64{{"dialled": 2, "arrivals": 2, "answered": 1, "abandoned": 1, "wait_seconds": 5}},
	},
	{
		name: "fewer agents in the second half",
		model: `{"day":"20m","interval":"10m","types":[{"name":"a","arrivals":{"times":[590,591,610]},` + work + `}],
			"groups":[{"name":"g","agents":{"period":"10m","values":[2,1]},"skills":[{"type":"a"}]}]}`,
		total:  map[string]float64{"wait_seconds": 41},
		groups: []map[string]float64{{"duty_hours": 1800.0 / 3600, "overtime_hours": 50.0 / 3600}},
	},
}

func TestBehaviour(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			r := run(t, model(t, s.model), Options{Replications: 1})
			check := func(of string, e Estimates, want map[string]float64) {
				for id, v := range want {
					if got := e.Get(id).Mean; math.Abs(got-v) > 1e-9 && !math.IsNaN(v) || math.IsNaN(got) {
						t.Errorf("%s %s: %g; %g was expected", of, id, got, v)
					}
				}
			}
			check("total", r.Total, s.total)
			for i, want := range s.types {
				check(r.Types[i].Name, r.Types[i].Measures, want)
			}
			for i, want := range s.groups {
				check(r.Groups[i].Name, r.Groups[i].Measures, want)
			}
		})
	}
}

// A contact counts in the interval in which it came; by event, in the one in
// which it was answered within the threshold, left, or passed it.
func TestIntervals(t *testing.T) {
	m := model(t, `{"day":"20m","interval":"10m","types":[{"name":"a","arrivals":{"times":[550,590,599,600]},`+work+`}],
		"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`)
	r := run(t, m, Options{Replications: 1, Intervals: true})
	one, two := r.Intervals[0], r.Intervals[1]
	if one.From != "00:00" || two.From != "00:10" {
		t.Errorf("%s and %s", one.From, two.From)
	}
	// Answered at 550, 610, 670 and 730; the second within 20 s, in the other interval.
	if one.Total.Get("sl-off").Mean != 2.0/3 || two.Total.Get("sl-off").Mean != 0 {
		t.Errorf("by arrival: %g and %g", one.Total.Get("sl-off").Mean, two.Total.Get("sl-off").Mean)
	}
	if one.Total.Get("sl-evt").Mean != 1 || two.Total.Get("sl-evt").Mean != 1.0/3 {
		t.Errorf("by event: %g and %g", one.Total.Get("sl-evt").Mean, two.Total.Get("sl-evt").Mean)
	}
	if a, b := one.Agents.Get("busy_hours").Mean*3600, two.Agents.Get("busy_hours").Mean*3600; math.Abs(a-50) > 1e-9 || math.Abs(b-190) > 1e-9 {
		t.Errorf("busy %g and %g s", a, b)
	}
	if q := one.Types[0].Measures.Get("mean_queue").Mean * 600; math.Abs(q-11) > 1e-9 {
		t.Errorf("%g s of waiting before 00:10", q)
	}
}

// 0.1 s and 0.2 s are a little more than 0.3 s to a computer.
func TestABreakMayEndWithItsShift(t *testing.T) {
	m := model(t, `{"day":"100s","types":[{"name":"a","arrivals":{"times":[1]},`+work+`}],
		"groups":[{"name":"g","shifts":[{"from":"0s","to":"0.3s","breaks":[{"at":"0.1s","for":"0.2s"}]}],"skills":[{"type":"a"}]}]}`)
	if _, err := Compile(m); err != nil {
		t.Error(err)
	}
}

func TestWarmUpDoesNotCount(t *testing.T) {
	m := model(t, `{"day":"20m","interval":"10m","warm_up":"5m","types":[{"name":"a","arrivals":{"times":[10,290,310]},`+work+`}],
		"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`)
	r := run(t, m, Options{Replications: 1})
	if a, w, h := r.Total.Get("arrivals").Mean, r.Total.Get("wait_seconds").Mean, r.Agents.Get("busy_hours").Mean*3600; a != 1 || w != 40 || math.Abs(h-110) > 1e-9 {
		t.Errorf("%g arrivals, %g s waited, %g s busy", a, w, h)
	}
	if d := r.Agents.Get("duty_hours").Mean * 3600; math.Abs(d-900) > 1e-9 {
		t.Errorf("%g s on duty", d)
	}
}

func TestAttendanceAndAbsence(t *testing.T) {
	m := model(t, `{"day":"1h","types":[{"name":"a","arrivals":{"per_hour":1},`+work+`}],"groups":[
		{"name":"drawn","agents":3,"attendance":[{"agents":3,"probability":0.8},{"agents":1,"probability":0.2}],"skills":[{"type":"a"}]},
		{"name":"absent","agents":10,"absence":0.1,"skills":[{"type":"a"}]},
		{"name":"shifts","shifts":[{"count":10,"from":"00:00","to":"00:30"}],"absence":0.1,"skills":[{"type":"a"}]}]}`)
	r := run(t, m, Options{Seed: 4, Replications: 2000})
	for i, want := range []float64{2.6, 9, 4.5} {
		near(t, r.Groups[i].Name, r.Groups[i].Measures.Get("duty_hours"), want)
	}
}

// A dialler's numbers are reached as often as the profile of the day says.
func TestDialerReaches(t *testing.T) {
	m := model(t, `{"day":"2h","types":[{"name":"out","outbound":{"mode":"dialer","reach":{"period":"1h","values":[0.2,0.6]},"ring":{"distribution":"deterministic","mean":"20s"}},`+work+`}],
		"groups":[{"name":"g","agents":5,"skills":[{"type":"out"}]}]}`)
	r := run(t, m, Options{Seed: 4, Replications: 200, Intervals: true})
	for i, want := range []float64{0.2, 0.6} {
		x := r.Intervals[2*i].Types[0].Measures
		// Dialled and reached differ by an interval's edge.
		if got := x.Get("arrivals").Mean / x.Get("dialled").Mean; math.Abs(got-want) > 0.02 {
			t.Errorf("%g reached; %g was expected", got, want)
		}
	}
	if v := r.Total.Get("arrivals").Mean; v != 0 {
		t.Errorf("outbound work stands in the total: %g", v)
	}
}
