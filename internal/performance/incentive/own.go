package incentive

import (
	"cmp"
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Own is what one earns and holds.
type Own struct {
	Linked  bool     `json:"linked" doc:"the account belongs to a person"`
	FromOn  string   `json:"from_on,omitempty"`
	ToOn    string   `json:"to_on,omitempty" doc:"today"`
	Lines   []Line   `json:"lines" nullable:"false" doc:"of this month so far, by the rules in force; not approved yet"`
	Paid    []Paid   `json:"paid" nullable:"false" doc:"what was approved, the newest first"`
	Points  int64    `json:"points" doc:"held now"`
	Entries []Entry  `json:"entries" nullable:"false" doc:"the newest hundred"`
	Takings []Taking `json:"takings" nullable:"false"`
	Praises []Praise `json:"praises" nullable:"false"`
}

// Paid is what was approved for a period.
type Paid struct {
	RunID      string `json:"run_id"`
	FromOn     string `json:"from_on"`
	ToOn       string `json:"to_on"`
	Correction bool   `json:"correction"`
	Cents      int64  `json:"cents"`
	Points     int64  `json:"points"`
	Gifts      int64  `json:"gifts,omitempty"`
	Lines      []Line `json:"lines" nullable:"false"`
}

// Weeks are what one earns by the weeks of this month.
type Weeks struct {
	Weeks []Week `json:"weeks" nullable:"false"`
}

// Week is how much a month's sum grew in a week; it may have shrunk.
type Week struct {
	FromOn string `json:"from_on"`
	ToOn   string `json:"to_on"`
	Cents  int64  `json:"cents"`
	Points int64  `json:"points"`
}

const mostShown = 100

// month are the days of this month until today.
func (s *Service) month(ctx context.Context) (r civil.Range, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		r.To, err = civil.Parse(today)
		r.From = r.To.Month()
		return err
	})
	return r, err
}

// earnedBy are a person's lines of days that begin a month.
func (s *Service) earnedBy(ctx context.Context, rules []Rule, r civil.Range, person string) ([]Line, error) {
	all := rulesFor(rules, nil, r.From.String())
	f, err := s.gather(ctx, all, r, person, silent)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(f.lines(all), func(l Line) bool { return l.PersonID != person }), nil
}

// Own gives what the actor's own person earns and holds. Needs the permission
// performance.own.
func (s *Service) Own(ctx context.Context) (Own, error) {
	out := Own{Lines: []Line{}, Paid: []Paid{}, Entries: []Entry{}, Takings: []Taking{}, Praises: []Praise{}}
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	var rules []Rule
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if _, out.Linked = dir.Person(actor.PersonID); !out.Linked {
			return nil
		}
		if rules, err = loadRules(ctx, tx); err != nil {
			return err
		}
		return s.holds(ctx, tx, actor.PersonID, &out)
	})
	if err != nil || !out.Linked {
		return out, err
	}
	r, err := s.month(ctx)
	if err != nil {
		return out, err
	}
	out.FromOn, out.ToOn = r.From.String(), r.To.String()
	out.Lines, err = s.earnedBy(ctx, rules, r, actor.PersonID)
	return out, err
}

// holds reads what was approved for a person, and what they hold.
func (s *Service) holds(ctx context.Context, tx *sqldb.Tx, person string, out *Own) (err error) {
	lines, err := linesOf(ctx, tx, person)
	if err != nil {
		return err
	}
	runs, err := loadRuns(ctx, tx)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.State != Approved || len(lines[r.ID]) == 0 {
			continue
		}
		p := Paid{RunID: r.ID, FromOn: r.FromOn, ToOn: r.ToOn, Correction: r.CorrectsID != "", Lines: lines[r.ID]}
		for _, l := range p.Lines {
			switch l.Pays {
			case Points:
				p.Points += l.Amount
			case Gifts:
				p.Gifts += l.Amount
			default:
				p.Cents += l.Amount
			}
		}
		out.Paid = append(out.Paid, p)
	}
	slices.SortStableFunc(out.Paid, func(a, b Paid) int { return cmp.Compare(b.FromOn, a.FromOn) })
	held, err := loadAccounts(ctx, tx)
	if err != nil {
		return err
	}
	out.Points = held[accountOf(person)]
	if out.Entries, err = loadEntries(ctx, tx, person); err != nil {
		return err
	}
	out.Entries = append([]Entry{}, out.Entries[:min(len(out.Entries), mostShown)]...)
	takings, err := loadTakings(ctx, tx, person)
	if err != nil {
		return err
	}
	praises, err := loadPraises(ctx, tx, person)
	out.Takings, out.Praises = append(out.Takings, takings...), append(out.Praises, praises...)
	return err
}

// OwnWeeks gives by how much what the actor's own person earns this month grew in
// each week; the weeks add up to the month. Needs the permission performance.own.
func (s *Service) OwnWeeks(ctx context.Context) (Weeks, error) {
	out := Weeks{Weeks: []Week{}}
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	if actor.PersonID == "" {
		return out, nil
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return out, err
	}
	r, err := s.month(ctx)
	if err != nil {
		return out, err
	}
	var before Week
	for from := r.From; !r.To.Before(from); {
		to := from.Week().Add(6)
		if r.To.Before(to) {
			to = r.To
		}
		lines, err := s.earnedBy(ctx, rules, civil.Range{From: r.From, To: to}, actor.PersonID)
		if err != nil {
			return out, err
		}
		var now Week
		for _, l := range lines {
			if l.Pays == Points {
				now.Points += l.Amount
			} else {
				now.Cents += l.Amount
			}
		}
		out.Weeks = append(out.Weeks, Week{from.String(), to.String(), now.Cents - before.Cents, now.Points - before.Points})
		before, from = now, to.Add(1)
	}
	return out, nil
}

// FactsOf tells nothing: numbers do not depend on what is earned.
func (s *Service) FactsOf(context.Context, *sqldb.Tx, string, string) (org.Facts, error) {
	return org.Facts{}, nil
}

// Merge gives what was earned to the person somebody turned out to be.
func (s *Service) Merge(ctx context.Context, tx *sqldb.Tx, object, from, into string) error {
	if object != "person" {
		return nil
	}
	if err := moveContests(ctx, tx, from, into); err != nil {
		return err
	}
	return movePerson(ctx, tx, from, into)
}
