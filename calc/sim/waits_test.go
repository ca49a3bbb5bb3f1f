package sim

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
)

// Every wait lies in its bin, and bins are as narrow as they say.
func TestWaitBins(t *testing.T) {
	before := -1
	for wait := 0.0; wait < 5e6; wait = max(wait*1.003, wait+0.01) {
		b := waitBin(wait)
		if b < before || wait < waitFrom(b) || b+1 < waitBins && wait >= waitFrom(b+1) {
			t.Fatalf("%g s is in bin %d from %g to %g", wait, b, waitFrom(b), waitFrom(b+1))
		}
		if b > 0 && b+1 < waitBins && waitFrom(b+1)/waitFrom(b) > 1.0313 {
			t.Fatalf("the bin from %g to %g is wide", waitFrom(b), waitFrom(b+1))
		}
		before = b
	}
	if waitBin(math.Inf(1)) != waitBins-1 || waitBin(0) != 0 {
		t.Error("the ends")
	}
}

// Without patience the wait is exponential but for those who need not wait.
func TestWaitPercentilesAreExact(t *testing.T) {
	m := model(t, `{"day":"10d","interval":"1d","warm_up":"1h","types":[{"name":"a","arrivals":{"per_hour":200},"service":{"distribution":"exponential","mean":"180s"}}],
		"groups":[{"name":"g","agents":12,"skills":[{"type":"a"}]}]}`)
	r := run(t, m, Options{Seed: 3, Replications: 20, Waits: true})
	c := exact(200.0/3600, 1.0/180, 0, 12, -1)
	rate := 12.0/180 - 200.0/3600
	for id, share := range map[string]float64{"wait_p50": 0.5, "wait_p80": 0.8, "wait_p90": 0.9, "wait_p95": 0.95, "wait_p99": 0.99} {
		want := math.Max(0, math.Log(c.waits/(1-share))/rate)
		for name, e := range map[string]Estimate{"total": r.Total.Get(id), "type": r.Types[0].Measures.Get(id), "flow": r.Flows[0].Measures.Get(id)} {
			if math.Abs(e.Mean-want) > 2.5*e.HalfWidth+0.01*want || e.HalfWidth > 0.1*want+1e-9 {
				t.Errorf("%s of the %s: %.2f ± %.2f, want %.2f", id, name, e.Mean, e.HalfWidth, want)
			}
		}
	}
}

// Percentiles tell types and groups apart, leave the warm-up out, and are the
// same with any number of workers; of nobody they are not known.
func TestWaitPercentilesByTypeAndGroup(t *testing.T) {
	m := model(t, `{"day":"1h","interval":"10m","warm_up":"5m","types":[
		{"name":"a","arrivals":{"times":[0,1,600,610,620]},`+work+`},{"name":"b","arrivals":{"times":[700]},`+work+`},{"name":"c","arrivals":{"times":[800]},`+work+`}],
		"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]},{"name":"h","agents":2,"skills":[{"type":"b"}]},{"name":"late","shifts":[{"count":1,"from":"0s","to":"10s"}],"skills":[{"type":"c"}]}]}`)
	r := run(t, m, Options{Replications: 1, Waits: true})
	if v := r.Types[0].Measures.Get("wait_p50").Mean; math.Abs(v-50) > 1.5 { // waits of 0, 50 and 100 s
		t.Errorf("half of a waits %g s", v)
	}
	if v := r.Flows[1].Measures.Get("wait_p99").Mean; v != 0 {
		t.Errorf("b waits %g s", v)
	}
	if v := r.Types[2].Measures.Get("wait_p50").Mean; !math.IsNaN(v) {
		t.Errorf("nobody of c was answered, and waits %g s", v)
	}
	random := model(t, `{"day":"4h","types":[{"name":"a","arrivals":{"per_hour":100},"service":{"distribution":"exponential","mean":"60s"}}],"groups":[{"name":"g","agents":2,"skills":[{"type":"a"}]}]}`)
	one, err := json.Marshal(run(t, random, Options{Seed: 5, Replications: 30, Workers: 1, Waits: true, Intervals: true}))
	if err != nil {
		t.Fatal(err)
	}
	two, _ := json.Marshal(run(t, random, Options{Seed: 5, Replications: 30, Workers: 3, Waits: true, Intervals: true}))
	if !bytes.Equal(one, two) || !bytes.Contains(one, []byte(`"wait_p95":{`)) {
		t.Error("the number of workers changes percentiles")
	}
	without, _ := json.Marshal(run(t, random, Options{Seed: 5, Replications: 2}))
	if bytes.Contains(without, []byte("wait_p95")) {
		t.Error("percentiles nobody asked for")
	}
}

func TestHoursOfATypeThatCannotBe(t *testing.T) {
	for text, field := range map[string]string{
		`"hours":[{"from":"07:00","to":"10:00"}],"arrivals":{"per_hour":1}`:     "types[0].hours[0]",
		`"hours":[{"from":"09:00","to":"09:00"}],"arrivals":{"per_hour":1}`:     "types[0].hours[0].to",
		`"hours":[{"from":"09:00","to":"10:00"}],"outbound":{"mode":"fill_in"}`: "types[0].hours",
	} {
		m := model(t, `{"hours":[{"from":"08:00","to":"20:00"}],"types":[{"name":"a",`+text+`,`+work+`}],"groups":[{"name":"g","agents":1,"skills":[{"type":"a"}]}]}`)
		if _, err := Compile(m); err == nil || !bytes.Contains([]byte(err.Error()), []byte(field+": ")) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
