package telephony

// The grades of data quality, best first.
const (
	GradeA = "A"
	GradeB = "B"
	GradeC = "C"
	GradeD = "D"
)

// Grade is the grade of a set of contacts of which some were repaired: A up
// to 0.5 % of them, B up to 2 %, C up to 5 %, else D. Without contacts there
// is nothing to find fault with: A.
func Grade(repaired, contacts int64) string {
	switch {
	case repaired*1000 <= contacts*5:
		return GradeA
	case repaired*100 <= contacts*2:
		return GradeB
	case repaired*100 <= contacts*5:
		return GradeC
	}
	return GradeD
}

// Grade is the grade of one contact: A without any flag, B with flags none of
// which put in a figure (rows of unknown verbs, overlapping talk), C when one
// rule put in a figure, D when several did.
func (c *Contact) Grade() string {
	repairs := c.Flags & Repairs
	switch {
	case c.Flags == 0:
		return GradeA
	case repairs == 0:
		return GradeB
	case repairs&(repairs-1) == 0:
		return GradeC
	}
	return GradeD
}
