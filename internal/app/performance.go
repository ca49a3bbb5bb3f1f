package app

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/performance/target"
	"github.com/lingting/lingting/internal/strategy"
)

func (a *App) buildTargets() {
	a.Targets = target.New(a.DB, a.Org, a.Metric, employeeLevels{a.DB, a.People}, strategicGoals{a.Strategy}, a.Clock, a.Audit)
	a.Targets.Register(a.Web.API)
	a.Org.Follow(a.Targets)
}

// employeeLevels gives levels from the employee files.
type employeeLevels struct {
	db    *sqldb.DB
	files *people.Service
}

// LevelsOn gives the level of each employee on the day.
func (l employeeLevels) LevelsOn(ctx context.Context, day string) (map[string]string, error) {
	out := map[string]string{}
	err := l.db.Read(ctx, func(tx *sqldb.Tx) error {
		records, err := l.files.Records(ctx, tx)
		for id, r := range records {
			if level := r.LevelOn(day); level != "" {
				out[id] = level
			}
		}
		return err
	})
	return out, err
}

// strategicGoals gives the goals of the strategy map.
type strategicGoals struct{ strategy *strategy.Service }

// GoalNames gives the names of the goals that are on the map, by id.
func (g strategicGoals) GoalNames(ctx context.Context) (map[string]string, error) {
	goals, err := g.strategy.Goals(ctx)
	out := make(map[string]string, len(goals))
	for _, x := range goals {
		if x.Active {
			out[x.ID] = x.Name
		}
	}
	return out, err
}
