package incentive

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Numbers answers metrics of people and teams. It is asked with an actor who may
// see all of them.
type Numbers interface {
	// Metrics is the catalogue by id.
	Metrics(ctx context.Context) (map[string]Metric, error)
	// Cells are the values that are known.
	Cells(ctx context.Context, q Question) ([]Cell, error)
}

// Metric is what of a metric the rules need.
type Metric struct {
	NameZH, NameEN, Unit string
	TakesSeconds         bool // its value depends on a threshold
}

// How a question splits.
const (
	byPerson = "person"
	byTeam   = "team"
	byBoth   = "both"
)

// Question asks for a metric over days, both ends included.
type Question struct {
	Metric       string
	Seconds      int // of the threshold; below 0: as the metric and the queue say
	FromOn, ToOn string
	By           string   // person, team or both
	Teams        []string // only what was done in these; empty: all
	Person       string   // only of this one; empty: all
}

// Cell is a value of a person, a team, or a person within a team.
type Cell struct {
	TeamID, PersonID string
	Value            float64 // as people read it
	Version          int     // of the metric
	Link             string  // where its rows are
}

// Files are employee files and careers, as of a day; what people are sent is kept
// in them.
type Files interface {
	Levels(ctx context.Context, tx *sqldb.Tx, on string) (map[string]string, error)
	Positions(ctx context.Context, tx *sqldb.Tx, on string) (map[string]string, error)
	// PositionNames are the positions of the ladder by code.
	PositionNames(ctx context.Context, tx *sqldb.Tx) (map[string]string, error)
	Keep(ctx context.Context, tx *sqldb.Tx, personID string, p Praise) error
}
