package queueing

import (
	"fmt"
	"math"
)

// FieldError says which input cannot be used, and why.
type FieldError struct {
	Field   string // rate, handle, patience, line, interval, agents, model, target.asa …
	Problem string // a sentence without its subject
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

func wrong(field, format string, args ...any) error {
	return &FieldError{Field: field, Problem: fmt.Sprintf(format, args...)}
}

// positive checks a number that is above 0 and at most most.
func positive(field string, v, most float64, unit string) error {
	if !(v > 0) || v > most {
		return wrong(field, "%g; a number above 0 and at most %g %s is needed", v, most, unit)
	}
	return nil
}

// share checks a number between 0 and 1, ends excluded.
func share(field string, v float64) error {
	if !(v > 0 && v < 1) {
		return wrong(field, "%g; a share between 0 and 1 is needed, like 0.8", v)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
