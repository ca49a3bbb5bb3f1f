package sim

import (
	"fmt"
	"testing"
)

func benchModel(b *testing.B, m *Model) {
	p, err := Compile(m)
	if err != nil {
		b.Fatal(err)
	}
	x := newMachine(p)
	if err := x.run(b.Context(), 1, 0); err != nil {
		b.Fatal(err)
	}
	contacts := 0.0
	b.ReportAllocs()
	for r := 0; b.Loop(); r++ {
		if err := x.run(b.Context(), 1, r); err != nil {
			b.Fatal(err)
		}
		for _, c := range x.tally {
			contacts += c[countArrivals]
		}
	}
	b.ReportMetric(contacts/b.Elapsed().Seconds()/1e6, "Mcalls/s")
}

func BenchmarkSingle(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchModel(b, SingleSkill(n)) })
	}
}

func BenchmarkMulti(b *testing.B) { benchModel(b, MultiSkill(20, 15, 300)) }
