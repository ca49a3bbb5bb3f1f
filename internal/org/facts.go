package org

// ChangedFact is told as "org.<object>.changed" when something of the
// organisation changed; objects are centre, site, team, skill, queue, person,
// membership, calendar.
type ChangedFact struct {
	V      int    `json:"v"` // of this form: 1
	Object string `json:"object"`
	ID     string `json:"id"` // of the object; of a membership, the person's
}
