package segment

// Result is in which segment a person is in a period, and why.
type Result struct {
	Kind       string    `json:"kind" enum:"month,quarter"`
	FromOn     string    `json:"from_on" format:"date"`
	ToOn       string    `json:"to_on" format:"date"`
	On         string    `json:"on" format:"date" doc:"day that the team is of"`
	PersonID   string    `json:"person_id"`
	TeamID     string    `json:"team_id"`
	SchemeFrom string    `json:"scheme_from" format:"date" doc:"first day of the scheme it is made by"`
	Segment    string    `json:"segment"`
	Rule       int       `json:"rule" doc:"of the scheme, from 0; -1: none fits"`
	Why        []Cause   `json:"why" nullable:"false"`
	Verdicts   []Verdict `json:"verdicts" nullable:"false"`
	MadeMs     int64     `json:"-"`
}

// Move is a dimension whose level changed since the period before.
type Move struct {
	Dimension string `json:"dimension" enum:"discipline,work,service,attitude"`
	From      string `json:"from_level" enum:"high,middle,low,unknown"`
	To        string `json:"to_level" enum:"high,middle,low,unknown"`
}

// level of a dimension.
func (x *Result) level(dimension string) string {
	for _, v := range x.Verdicts {
		if v.Dimension == dimension {
			return v.Level
		}
	}
	return Unknown
}

// moves are the levels that changed since another result.
func (x *Result) moves(before *Result) []Move {
	out := []Move{}
	for _, d := range DimensionKeys {
		if a, b := before.level(d), x.level(d); a != b {
			out = append(out, Move{d, a, b})
		}
	}
	return out
}
