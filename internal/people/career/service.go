package career

import (
	"context"
	"fmt"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/people"
)

// Permissions of the module; careers are read with those of files.
const (
	PermissionAssess = "career.assess" // state conditions of people within reach, score candidates
	PermissionDecide = "career.decide" // decide promotions, keep the ladder and posts
)

const factChanged = "people.career.changed"

// Service keeps careers.
type Service struct {
	db       *sqldb.DB
	org      *org.Service
	people   *people.Service
	measured Measured
	standing Standing
	clk      clock.Clock
	rec      authz.Recorder
}

// New makes the service. measured, standing and rec may be nil: then no number
// and no rank is known, and nothing is recorded.
func New(db *sqldb.DB, organisation *org.Service, files *people.Service, measured Measured, standing Standing, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, org: organisation, people: files, measured: measured, standing: standing, clk: clk, rec: rec}
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}

// world is everything that conditions are held against, as of a day.
type world struct {
	dir       org.Directory
	today     string
	on        civil.Date
	ladder    Ladder
	rev       int64
	records   map[string]people.Record
	decisions map[string][]Decision
	stated    map[string][]Statement
	posts     []Opening
	filled    map[string]int // people chosen, by post
	readings  map[string]map[string]Reading
	places    map[string]map[string]Place
}

// world reads what is needed for a person, or for everybody ("").
func (s *Service) world(ctx context.Context, tx *sqldb.Tx, personID, on string) (*world, error) {
	w := &world{decisions: map[string][]Decision{}, stated: map[string][]Statement{}, filled: map[string]int{}, readings: map[string]map[string]Reading{}, places: map[string]map[string]Place{}}
	var err error
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return nil, err
	}
	if w.today, err = s.org.Today(ctx, tx); err != nil {
		return nil, err
	}
	if on == "" {
		on = w.today
	}
	if w.on, err = civil.Parse(on); err != nil || on > w.today {
		return nil, fault.Invalidf("people.career.day", "Careers are told as of today or a day before.").WithField("query.on", "date", "must be a date, YYYY-MM-DD, not after today")
	}
	if w.ladder, w.rev, err = loadLadder(ctx, tx); err != nil {
		return nil, err
	}
	if w.records, err = s.people.Records(ctx, tx); err != nil {
		return nil, err
	}
	decisions, err := loadDecisions(ctx, tx, personID)
	if err != nil {
		return nil, err
	}
	for _, d := range decisions {
		w.decisions[d.PersonID] = append(w.decisions[d.PersonID], d)
	}
	statements, err := loadStatements(ctx, tx, personID)
	if err != nil {
		return nil, err
	}
	for _, x := range statements {
		w.stated[x.PersonID] = append(w.stated[x.PersonID], x)
	}
	if w.posts, err = loadPosts(ctx, tx); err != nil {
		return nil, err
	}
	candidacies, err := loadCandidacies(ctx, tx)
	for _, c := range candidacies {
		if c.state == Chosen {
			w.filled[c.post]++
		}
	}
	return w, err
}

// measure asks for the numbers and ranks that conditions of steps need; outside
// of a transaction, for the answer comes from other rooms.
func (s *Service) measure(ctx context.Context, w *world) error {
	all := authz.With(ctx, authz.System("career"))
	to := w.on.String()
	for _, step := range w.ladder.Steps {
		for _, c := range step.Conditions {
			from := monthsLater(w.on, -c.Months).Add(1).String()
			key := c.Metric + " " + from
			var err error
			switch {
			case c.Kind == Number && s.measured != nil && w.readings[key] == nil:
				w.readings[key], err = s.measured.Values(all, c.Metric, from, to)
			case c.Kind == Rank && s.standing != nil && w.places[from] == nil:
				w.places[from], err = s.standing.Ranks(all, from, to)
			}
			if err != nil {
				return fmt.Errorf("measure the condition %s: %w", c.Key, err)
			}
		}
	}
	return nil
}

// known are the facts of a person.
func (w *world) known(personID string) *known {
	on := w.on.String()
	code, _ := positionOn(w.decisions[personID], on)
	if code == "" {
		code = w.ladder.Positions[0].Code
	}
	position, _ := w.ladder.Position(code)
	record := w.records[personID]
	k := &known{on: w.on, position: position}
	if e, ok := record.EmploymentOn(on); ok && record.EmployedOn(on) {
		k.enteredOn = e.EnteredOn
	}
	k.statements = holding(w.stated[personID], monthsLater(w.on, -w.ladder.StatementMonths).String(), on)
	k.reading = func(metric string, from civil.Date) (Reading, bool) {
		r, ok := w.readings[metric+" "+from.String()][personID]
		return r, ok
	}
	k.place = func(from civil.Date) (Place, bool) {
		p, ok := w.places[from.String()][personID]
		return p, ok
	}
	k.post = w.open
	return k
}

// open is a post of the position that is open on the day and not yet filled.
func (w *world) open(position string) (id, title string, ok bool) {
	on := w.on.String()
	for _, o := range w.posts {
		if o.Position == position && !o.Ended && o.OpensOn <= on && w.filled[o.ID] < o.Seats {
			return o.ID, o.Title, true
		}
	}
	return "", "", false
}

func notFound(what string) error {
	switch what {
	case "post":
		return fault.NotFoundf("people.career.post_not_found", "There is no such post.")
	case "decision":
		return fault.NotFoundf("people.career.decision_not_found", "There is no such decision.")
	}
	return fault.NotFoundf("people.career.not_found", "There is no such person.")
}

// PositionsOn gives the position of everybody who was ever placed, as of a day,
// for rooms that reckon with it; it asks for no permission.
func (s *Service) PositionsOn(ctx context.Context, tx *sqldb.Tx, on string) (map[string]string, error) {
	all, err := loadDecisions(ctx, tx, "")
	if err != nil {
		return nil, err
	}
	of := map[string][]Decision{}
	for _, d := range all {
		of[d.PersonID] = append(of[d.PersonID], d)
	}
	out := make(map[string]string, len(of))
	for person, decisions := range of {
		out[person], _ = positionOn(decisions, on)
	}
	return out, nil
}

// PositionNames gives the positions of the ladder by code; it asks for no
// permission.
func (s *Service) PositionNames(ctx context.Context, tx *sqldb.Tx) (map[string]string, error) {
	l, _, err := loadLadder(ctx, tx)
	out := make(map[string]string, len(l.Positions))
	for _, p := range l.Positions {
		out[p.Code] = p.Name
	}
	return out, err
}
