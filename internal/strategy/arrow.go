package strategy

import (
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Arrow says that one goal is assumed to bring about another.
type Arrow struct {
	Stamp
	ArrowRequest
}

// ArrowRequest says what an arrow is to be.
type ArrowRequest struct {
	FromID string `json:"from_id" maxLength:"60" doc:"the goal that is the cause"`
	ToID   string `json:"to_id" maxLength:"60" doc:"the goal it brings about"`
	Note   string `json:"note,omitempty" maxLength:"8000" doc:"why this is assumed"`
}

// tidy checks an arrow against the goals and the other arrows; a circle is
// refused with the names of its goals.
func (a *ArrowRequest) tidy(id string, all []row[ArrowRequest], goals []row[GoalRequest]) error {
	a.Note = strings.TrimSpace(a.Note)
	var w fault.Collector
	short(&w, "body.note", a.Note, mostText)
	names := map[string]string{}
	for _, g := range goals {
		names[g.ID] = g.Content.Name
	}
	for field, goal := range map[string]string{"body.from_id": a.FromID, "body.to_id": a.ToID} {
		if names[goal] == "" {
			w.Add(field, "unknown", "there is no such goal")
		}
	}
	if a.FromID == a.ToID {
		w.Add("body.to_id", "other", "must be another goal")
	}
	if err := w.Err("strategy.invalid", "What was entered has wrong values."); err != nil {
		return err
	}
	next := map[string][]string{}
	for _, o := range all {
		if o.ID != id {
			next[o.Content.FromID] = append(next[o.Content.FromID], o.Content.ToID)
		}
	}
	way := wayBetween(next, a.ToID, a.FromID)
	if way == nil {
		return nil
	}
	path := make([]string, 0, len(way)+1)
	for _, goal := range append([]string{a.FromID}, way...) {
		path = append(path, names[goal])
	}
	text := strings.Join(path, " → ")
	return fault.Conflictf("strategy.circle", "The arrows would go in a circle: %s.", text).WithField("body.to_id", "circle", text)
}

// wayBetween are the goals on a way along the arrows, both ends included; nil:
// there is none.
func wayBetween(next map[string][]string, from, to string) []string {
	seen := map[string]bool{}
	var walk func(at string) []string
	walk = func(at string) []string {
		if at == to {
			return []string{at}
		}
		if seen[at] {
			return nil
		}
		seen[at] = true
		for _, n := range next[at] {
			if rest := walk(n); rest != nil {
				return slices.Insert(rest, 0, at)
			}
		}
		return nil
	}
	return walk(from)
}
