package org

import "github.com/lingting/lingting/internal/kit/fault"

// Merge says what counts under another queue or person once the two are made
// one, or does already.
type Merge struct {
	From      Named   `json:"from"`
	Into      Named   `json:"into"`
	Aliases   []Alias `json:"aliases" doc:"names of telephony sources that lead to the other from then on"`
	Contacts  int64   `json:"contacts"`
	Intervals int64   `json:"intervals" doc:"imported interval sums; of queues"`
	AgentDays int64   `json:"agent_days" doc:"days with agent states; of people"`
	FirstOn   string  `json:"first_on,omitempty" doc:"day of the first of them"`
	LastOn    string  `json:"last_on,omitempty" doc:"day of the last of them"`
	Merged    bool    `json:"merged" doc:"false in a preview"`
}

// mergeRecord is what the audit log keeps of a merge.
type mergeRecord struct {
	Name       string  `json:"name"`
	Into       string  `json:"into"`
	MergedInto string  `json:"merged_into"`
	Aliases    []Alias `json:"aliases"`
	Contacts   int64   `json:"contacts"`
	Intervals  int64   `json:"intervals,omitempty"`
	AgentDays  int64   `json:"agent_days,omitempty"`
}

// mergeable is what decides whether a queue or person can be merged.
type mergeable struct {
	ID, Name   string
	Active     bool
	MergedInto string
}

// checkMerge refuses what makes no sense. done tells that the two have been
// made one before.
func checkMerge(from, into mergeable) (done bool, err error) {
	wrong := func(code, message, rule, text string) error {
		return fault.New(fault.Invalid, code, message).WithField("body.into", rule, text)
	}
	switch {
	case from.ID == into.ID:
		return false, wrong("org.merge.itself", "Nothing can be merged into itself.", "other", "must be another one")
	case from.MergedInto == into.ID:
		return true, nil
	case from.MergedInto != "":
		return false, fault.Newf(fault.Conflict, "org.merge.elsewhere", "%s has been merged into another already.", from.Name)
	case into.MergedInto != "" || !into.Active:
		return false, wrong("org.merge.archived", into.Name+" is archived; choose one in use, or take it back into use first.", "archived", "must be in use")
	}
	return false, nil
}

func alreadyMerged() error {
	return fault.New(fault.Conflict, "org.merged", "This has been merged into another; change that one.")
}
