package headcount

import "github.com/lingting/lingting/calc/stats"

// Reckon, Propose and CurveOf are tried on generated plans.
func Reckon(in *Request, base *Base) Outcome { return reckon(in, base) }

// Propose gives classes.
func Propose(in *Request, base *Base) []Class { return propose(in, base) }

// CurveOf makes a curve.
func CurveOf(all []stats.Lifetime) Curve { return curveOf(all) }
