package incentive

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Shares add up to the sum, and none is off by a cent or more.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum := rapid.Int64Range(0, mostCents).Draw(t, "sum")
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 5000).Draw(t, "part")) }), 1, 40).Draw(t, "parts")
		all := 0.0
		for _, p := range parts {
			all += p
		}
		given := int64(0)
		for i, n := range share(sum, parts) {
			given += n
			if all > 0 && math.Abs(float64(n)-float64(sum)*parts[i]/all) >= 1.001 {
				t.Fatalf("%d of %d for %v of %v", n, sum, parts[i], all)
			}
		}
		if all > 0 && given != sum {
			t.Fatalf("%d given of %d", given, sum)
		}
	})
}
