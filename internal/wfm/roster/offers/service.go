package offers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Permissions of the module, beside roster.own.
const (
	PermissionOffer = "roster.offer" // make offers to one's people, and see them
	permissionOwn   = rosters.PermissionOwn
)

// Service keeps offers.
type Service struct {
	db      *sqldb.DB
	rosters Rosters
	types   Types
	leave   Leave
	people  People
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, published Rosters, types Types, leave Leave, people People, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, rosters: published, types: types, leave: leave, people: people, clk: clk, rec: rec}
}

// world is what offers are told by.
type world struct {
	dir   org.Directory
	cal   org.Calendar
	have  map[string][]string // skills by person
	zone  *time.Location
	today civil.Date
	now   int64
}

func (s *Service) world(ctx context.Context) (w world, err error) {
	w.now = clock.Ms(s.clk)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w.dir, err = s.people.Directory(ctx, tx); err != nil {
			return err
		}
		if w.cal, err = s.people.Calendar(ctx, tx); err != nil {
			return err
		}
		if w.have, err = s.people.SkillsOfPeople(ctx, tx); err != nil {
			return err
		}
		centre, err := s.people.Centre(ctx, tx)
		if err != nil {
			return err
		}
		w.zone, err = time.LoadLocation(centre.Timezone)
		return err
	})
	if err == nil {
		w.today = civil.At(w.now, w.zone)
	}
	return w, err
}

// asOffers asks other rooms in the name of this one.
func asOffers(ctx context.Context) context.Context { return authz.With(ctx, authz.System("offers")) }

// fill fills in what follows from an offer and the organisation, as of now.
func (w *world) fill(x *Offer) {
	*x = x.at(w.now)
	skill, _ := w.dir.Skill(x.SkillID)
	x.Skill = skill.Name
	x.AskedNow, x.Refusals, x.Minutes = 0, 0, 0
	for i := range x.Invites {
		y := &x.Invites[i]
		w.name(y, x.On)
		switch y.State {
		case Asked:
			x.AskedNow++
		case Declined:
			x.Refusals++
		case Accepted:
			x.Minutes += y.Minutes
		}
	}
}

func (w *world) name(y *Invite, on civil.Date) {
	p, _ := w.dir.Person(y.PersonID)
	y.Name, y.AgentNo, y.TeamID = p.Name, p.AgentNo, w.dir.TeamOf(y.PersonID, on.String())
	team, _ := w.dir.Team(y.TeamID)
	y.Team = team.Name
}

// tell tells that an offer changed, and records it.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "roster.offer.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	return cmp.Or(a.Name, a.Login)
}

// SendIn asks people.
type SendIn struct {
	AskIn
	PersonIDs []string `json:"person_ids,omitempty" maxItems:"500" doc:"who is asked at once, of those who fit; left out: the first twice as many as are wanted. The others are asked when one declines"`
	UntilMs   int64    `json:"until_ms,omitempty" doc:"answers are taken until; left out: until it begins"`
}

// Send asks people. The same that is open already is given as it is. Needs the
// permission roster.offer; only people within its reach are asked.
func (s *Service) Send(ctx context.Context, in SendIn) (x Offer, err error) {
	p, w, on, err := s.propose(ctx, &in.AskIn)
	if err != nil {
		return x, err
	}
	begins := on.Start(w.zone) + int64(in.From)*60_000
	until := cmp.Or(in.UntilMs, begins)
	var c fault.Collector
	if until <= w.now || until > begins+int64(in.To-in.From)*60_000 {
		c.Add("body.until_ms", "out_of_range", "must be from now until it ends")
	}
	if len(p.Fits) == 0 {
		c.Add("body.people", "nobody_fits", "there is nobody who fits")
	}
	for i, who := range in.PersonIDs {
		if !slices.ContainsFunc(p.Fits, func(y Invite) bool { return y.PersonID == who }) {
			c.Add(fmt.Sprintf("body.person_ids[%d]", i), "unknown", "does not fit")
		}
	}
	if err := c.Err("offers.invalid", "The offer has wrong values."); err != nil {
		return x, err
	}
	var there []Offer
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		there, err = loadAll(ctx, tx, on, on)
		return err
	}); err != nil {
		return x, err
	}
	for _, y := range there {
		if y = y.at(w.now); y.State == Open && y.Kind == in.Kind && y.SkillID == in.SkillID && y.From == in.From && y.To == in.To {
			w.fill(&y)
			return y, nil
		}
	}
	x = Offer{ID: id.New(s.clk), Kind: in.Kind, State: Open, SkillID: in.SkillID, On: on, From: in.From, To: in.To, People: in.People, Note: in.Note, AskedMs: w.now, AskedBy: actorName(ctx), UntilMs: until, Rev: 1, Invites: p.Fits}
	for i := range x.Invites {
		y := &x.Invites[i]
		if slices.Contains(in.PersonIDs, y.PersonID) || len(in.PersonIDs) == 0 && i < 2*in.People {
			y.State = Asked
		}
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := add(ctx, tx, x); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.offer.create", Object: "roster_offer", ObjectID: x.ID, After: x})
	})
	w.fill(&x)
	return x, err
}

// ListIn asks for one page of offers.
type ListIn struct {
	Search string // part of the skill, the note or who made it
	State  string // "" for all
	Kind   string // "" for both
	From   string // of days from this on; default: 31 days ago
	To     string
	Sort   string // on (default), asked, skill, people; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of the offers that ask somebody within the actor's reach,
// without their invites. Needs the permission roster.offer.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Offer], error) {
	var none page.Of[Offer]
	if err := authz.Require(ctx, PermissionOffer); err != nil {
		return none, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return none, err
	}
	from, to := w.today.Add(-31), w.today.Add(mostAhead)
	var c fault.Collector
	if in.From != "" {
		if from, err = civil.Parse(in.From); err != nil {
			c.Add("query.from", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if in.To != "" {
		if to, err = civil.Parse(in.To); err != nil {
			c.Add("query.to", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if err := c.Err("offers.span", "The days are not usable."); err != nil {
		return none, err
	}
	var all []Offer
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadAll(ctx, tx, from, to)
		return err
	}); err != nil {
		return none, err
	}
	search, rows := sqldb.Fold(in.Search), []Offer{}
	for _, x := range all {
		w.fill(&x)
		if in.State != "" && x.State != in.State || in.Kind != "" && x.Kind != in.Kind || !w.reached(ctx, &x) ||
			!strings.Contains(sqldb.Fold(x.Skill+"\n"+x.Note+"\n"+x.AskedBy), search) {
			continue
		}
		x.Invites = nil
		rows = append(rows, x)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-on"), Cursor: in.Cursor, Limit: in.Limit}, "offers.sort", map[string]func(Offer) string{
		"on":     func(x Offer) string { return fmt.Sprintf("%s %04d", x.On, x.From) },
		"asked":  func(x Offer) string { return fmt.Sprintf("%015d", x.AskedMs) },
		"skill":  func(x Offer) string { return sqldb.Fold(x.Skill) },
		"people": func(x Offer) string { return fmt.Sprintf("%05d", x.People) },
	}, func(x Offer) string { return x.ID })
}

// reached is whether the actor reaches one of those who are asked.
func (w *world) reached(ctx context.Context, x *Offer) bool {
	scope := authz.ScopeOf(ctx, PermissionOffer)
	return scope.Centre || slices.ContainsFunc(x.Invites, func(y Invite) bool { return w.dir.Reaches(scope, y.PersonID, x.On.String()) })
}

// Get gives an offer with those invited within the actor's reach. Needs the
// permission roster.offer.
func (s *Service) Get(ctx context.Context, offerID string) (x Offer, err error) {
	if err := authz.Require(ctx, PermissionOffer); err != nil {
		return x, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return x, err
	}
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		x, err = load(ctx, tx, offerID)
		return err
	}); err != nil {
		return x, err
	}
	w.fill(&x)
	if !w.reached(ctx, &x) {
		return Offer{}, notFound()
	}
	scope := authz.ScopeOf(ctx, PermissionOffer)
	x.Invites = slices.DeleteFunc(x.Invites, func(y Invite) bool { return !w.dir.Reaches(scope, y.PersonID, x.On.String()) })
	return x, nil
}

// Close ends an offer; who has accepted stays. The same once more changes nothing.
// Needs the permission roster.offer.
func (s *Service) Close(ctx context.Context, offerID string) (x Offer, err error) {
	if x, err = s.Get(ctx, offerID); err != nil || x.State != Open {
		return x, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, qShut, offerID, clock.Ms(s.clk))
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, qMiss, offerID); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.offer.close", Object: "roster_offer", ObjectID: offerID, Before: x})
	})
	if err != nil {
		return x, err
	}
	return s.Get(ctx, offerID)
}
