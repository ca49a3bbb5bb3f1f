package contract

import (
	"fmt"
	"testing"

	"github.com/lingting/lingting/calc/scoring"
)

// What computing costs beside asking for the numbers, by contracts of 40 lines:
// it must grow in proportion.
func BenchmarkCompute(b *testing.B) {
	for _, people := range []int{100, 1000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			all := make([]*Contract, people)
			for i := range all {
				c := &Contract{Head: Head{ID: fmt.Sprint("c", i), PersonID: fmt.Sprint("p", i), Scope: ScopePerson, FromOn: "2026-10-01", ToOn: "2026-10-30"}, Parts: []Part{{FromOn: "2026-10-01"}}}
				for k := range mostLines {
					c.Parts[0].Lines = append(c.Parts[0].Lines, Line{Key: fmt.Sprint(k), Metric: fmt.Sprint("m", k), Version: 1, Direction: "up", Rule: scoring.Linear, Weight: 2.5, Threshold: 60, Target: 80, Stretch: 90, Unit: "percent"})
				}
				all[i] = c
			}
			b.ReportAllocs()
			for b.Loop() {
				for _, c := range all {
					x := compute(c, func(_ stretch, l *Line) reading {
						v := float64(50 + len(l.Key)*20)
						return reading{value: &v, num: v, den: 1}
					})
					if e := entry(1, CauseClose, "bench", 0, &x, nil); len(e.bytes) == 0 {
						b.Fatal("nothing computed")
					}
				}
			}
		})
	}
}
