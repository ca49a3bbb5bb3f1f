package metric

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

// The answer is written by hand for speed; what is read back is what
// encoding/json would have told.
func TestAnswerJSON(t *testing.T) {
	value, target := 82.345678901234567, 80.0
	huge, tiny := 1.5e21, -2.5e-9
	full := Number{Value: &value, Num: 3, Den: 4.5, Version: 2, Mixed: true, Grade: "B", RepairedShare: 0.125, Reason: "division_by_zero", Target: &target, TargetMixed: true,
		Compare: &Number{Value: &tiny, Num: math.MaxInt32, Grade: "A"}}
	numbers := Numbers{refs: []string{"offered", "sl-off@1"}, list: []Number{{Grade: "A", Reason: "not_kept"}, full}}
	queue := map[Dimension]Name{ByQueue: {ID: "1", Code: "<card>", Name: "信用卡 \"x\"\u2028"}}
	for name, a := range map[string]Answer{
		"empty": {},
		"rows": {Timezone: "Asia/Shanghai", ElapsedMs: 12, Metrics: []Definition{{ID: "offered"}}, Total: &Row{Dims: map[Dimension]Name{}, Values: numbers}, Rows: []Row{
			{Start: "2026-11-01T00:00:00+08:00", End: "2026-11-01T00:30:00+08:00", Dims: queue, Values: numbers, key: groupKey{queue: 1}},
			{Start: "2026-11-01T00:30:00+08:00", End: "2026-11-01T01:00:00+08:00", Dims: queue, Values: numbers, key: groupKey{queue: 1}},
			{Dims: map[Dimension]Name{ByTeam: {ID: "7"}}, Values: Numbers{refs: []string{"aht"}, list: []Number{{Value: &huge}}}},
			{Dims: map[Dimension]Name{}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := a.AppendJSON([]byte("  "))
			if err != nil {
				t.Fatal(err)
			}
			type plainRow struct {
				Start  string             `json:"start,omitempty"`
				End    string             `json:"end,omitempty"`
				Dims   map[Dimension]Name `json:"dims"`
				Values map[string]plain   `json:"values"`
			}
			rows := []plainRow{}
			for _, r := range a.Rows {
				p := plainRow{r.Start, r.End, r.Dims, map[string]plain{}}
				for ref, n := range r.Values.All() {
					p.Values[ref] = plainOf(n)
				}
				rows = append(rows, p)
			}
			want, err := json.Marshal(struct {
				*Answer
				Rows []plainRow `json:"rows"`
			}{&a, rows})
			if err != nil {
				t.Fatal(err)
			}
			var x, y any
			if err := json.Unmarshal(text, &x); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if err := json.Unmarshal(want, &y); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(x, y) {
				t.Errorf("written by hand:\n%s\nby encoding/json:\n%s", text, want)
			}
			var back Answer
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			for i := range a.Rows {
				for ref, n := range a.Rows[i].Values.All() {
					if !reflect.DeepEqual(back.Rows[i].Values.Of(ref), n) {
						t.Errorf("row %d %s: read back %+v, was %+v", i, ref, back.Rows[i].Values.Of(ref), n)
					}
				}
			}
		})
	}
}

// plain is a Number without methods, as encoding/json sees its tags.
type plain struct {
	Number
	Compare *plain `json:"compare,omitempty"`
}

func plainOf(n Number) plain {
	p := plain{Number: n}
	if n.Compare != nil {
		c := plainOf(*n.Compare)
		p.Compare = &c
	}
	return p
}
