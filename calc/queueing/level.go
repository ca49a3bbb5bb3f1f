package queueing

import (
	"math"
	"slices"
	"strings"
)

// Variant is a way to count service level, by its id in the catalogue of
// metrics.
type Variant string

// The variants. A: answered, B: abandoned, F: turned away by a full line, each
// with T: within the threshold, s: within the short-abandon limit. In a settled
// queue an event's interval is as good as any other, so sl-evt is sl-off.
const (
	LevelOffered       Variant = "sl-off" // A_T / (A + B + F)
	LevelAnswered      Variant = "sl-ans" // A_T / A
	LevelNegative      Variant = "sl-neg" // A_T / (A + B)
	LevelPositive      Variant = "sl-pos" // (A_T + B_T) / (A + B)
	LevelIgnored       Variant = "sl-ign" // A_T / (A + B − B_T)
	LevelShortCredited Variant = "sl-shc" // (A_T + B_s) / (A + B)
	LevelShortExcluded Variant = "sl-shx" // A_T / (A + B − B_s)
	LevelFlowOuts      Variant = "sl-flo" // A_T / (A + B + F)
	LevelSwitches      Variant = "sl-nob" // A_T / (A + B + F − B_s), its switches as the catalogue sets them
	LevelRemoved       Variant = "sl-rem" // (A_T + B_T) / (A + B): who is turned away was never queued
	LevelEvent         Variant = "sl-evt" // A_T / (A + B + F)
	LevelPenalties     Variant = "sl-pen" // A_T / (A + B + F): who is turned away is a penalty
)

// Variants are all variants.
var Variants = []Variant{LevelOffered, LevelAnswered, LevelNegative, LevelPositive, LevelIgnored, LevelShortCredited,
	LevelShortExcluded, LevelFlowOuts, LevelSwitches, LevelRemoved, LevelEvent, LevelPenalties}

// CheckVariant says when there is no such variant.
func CheckVariant(v Variant) error { return v.check("target.variant") }

func (v Variant) check(field string) error {
	if slices.Contains(Variants, v) {
		return nil
	}
	names := make([]string, 0, len(Variants))
	for _, known := range Variants {
		names = append(names, string(known))
	}
	return wrong(field, "%q; one of %s is needed", string(v), strings.Join(names, ", "))
}

// Level is the service level, 0 to 1, with a threshold and a short-abandon
// limit in seconds; NaN of a variant that is none.
func (m Measures) Level(v Variant, threshold, short float64) float64 {
	within, queued := m.AnsweredWithin(threshold), m.Answered+m.Abandoned
	out := math.NaN()
	switch v {
	case LevelOffered, LevelFlowOuts, LevelEvent, LevelPenalties:
		out = within
	case LevelAnswered:
		out = within / m.Answered
	case LevelNegative:
		out = within / queued
	case LevelPositive, LevelRemoved:
		out = (within + m.AbandonedWithin(threshold)) / queued
	case LevelIgnored:
		out = within / (queued - m.AbandonedWithin(threshold))
	case LevelShortCredited:
		out = (within + m.AbandonedWithin(short)) / queued
	case LevelShortExcluded:
		out = within / (queued - m.AbandonedWithin(short))
	case LevelSwitches:
		out = within / (1 - m.AbandonedWithin(short))
	}
	return min(out, 1)
}
