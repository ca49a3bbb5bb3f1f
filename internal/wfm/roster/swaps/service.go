package swaps

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
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/roster"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// Permissions of the module, beside roster.own and roster.edit.
const (
	PermissionDecide = "roster.swap" // see and decide the swaps of one's people
	permissionOwn    = rosters.PermissionOwn
	permissionTerms  = rosters.PermissionEdit
)

// Service keeps swaps.
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

// world is what swaps are told by.
type world struct {
	dir   org.Directory
	have  map[string][]string // skills by person
	types []roster.ShiftType
	zone  *time.Location
	today civil.Date
	now   int64
	terms Terms
}

func (s *Service) world(ctx context.Context) (w world, err error) {
	if w.types, err = s.types.ShiftTypes(asSwaps(ctx)); err != nil {
		return w, err
	}
	w.now = clock.Ms(s.clk)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if w.dir, err = s.people.Directory(ctx, tx); err != nil {
			return err
		}
		if w.have, err = s.people.SkillsOfPeople(ctx, tx); err != nil {
			return err
		}
		centre, err := s.people.Centre(ctx, tx)
		if err != nil {
			return err
		}
		if w.zone, err = time.LoadLocation(centre.Timezone); err != nil {
			return err
		}
		w.today = civil.At(w.now, w.zone)
		w.terms, err = loadTerms(ctx, tx)
		return err
	})
	return w, err
}

// asSwaps asks other rooms in the name of this one: who swaps sees of colleagues
// what a swap needs, and nothing else of the roster.
func asSwaps(ctx context.Context) context.Context { return authz.With(ctx, authz.System("swaps")) }

// shift fills in how people know a shift.
func (w *world) shift(x *Shift) {
	if i := slices.IndexFunc(w.types, func(t roster.ShiftType) bool { return t.ID == x.TypeID }); i >= 0 && x.TypeID != "" {
		x.Code, x.Name, x.Colour = w.types[i].Code, w.types[i].Name, w.types[i].Colour
	}
	skill, _ := w.dir.Skill(x.Skill)
	x.SkillName = skill.Name
}

// fill fills in what follows from a swap and the organisation, as of now.
func (w *world) fill(x *Swap) {
	*x = x.at(w.now)
	w.shift(&x.Shift)
	if x.Back != nil {
		w.shift(x.Back)
	}
	giver, _ := w.dir.Person(x.GiverID)
	x.Giver, x.GiverNo = giver.Name, giver.AgentNo
	x.TeamID = w.dir.TeamOf(x.GiverID, x.On.String())
	team, _ := w.dir.Team(x.TeamID)
	x.Team = team.Name
	whom, _ := w.dir.Person(x.ForID)
	x.For = whom.Name
	taker, _ := w.dir.Person(x.TakerID)
	x.Taker, x.TakerNo = taker.Name, taker.AgentNo
	w.name(x.Violations)
}

func (w *world) name(list []Told) {
	for i := range list {
		p, _ := w.dir.Person(list[i].PersonID)
		list[i].Name = p.Name
	}
}

// tell tells that a swap changed, and records it.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "roster.swap.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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

// self is the person who acts.
func self(ctx context.Context) (string, error) {
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return "", err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return "", fault.Conflictf("swaps.no_person", "There is no person behind this account; an administrator can set one.")
	}
	return a.PersonID, nil
}

// ListIn asks for one page of swaps.
type ListIn struct {
	Search string // part of a name, an agent number or the note
	State  string // "" for all
	Team   string // of the giver, id
	From   string // the shift's day is this or later; default: 31 days ago
	To     string // or earlier
	Sort   string // on (default), asked, giver, taker, state; a leading - turns it round
	Cursor string
	Limit  int
}

// List gives a page of the swaps of people within the actor's reach. Needs the
// permission roster.swap.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Swap], error) {
	var none page.Of[Swap]
	if err := authz.Require(ctx, PermissionDecide); err != nil {
		return none, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return none, err
	}
	from, to, err := span(in.From, in.To, w.today)
	if err != nil {
		return none, err
	}
	var all []Swap
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadAll(ctx, tx, from, to)
		return err
	}); err != nil {
		return none, err
	}
	search, rows := sqldb.Fold(in.Search), []Swap{}
	for _, x := range all {
		w.fill(&x)
		if in.State != "" && x.State != in.State || in.Team != "" && x.TeamID != in.Team || !w.reached(ctx, &x) ||
			!strings.Contains(sqldb.Fold(strings.Join([]string{x.Giver, x.GiverNo, x.Taker, x.TakerNo, x.For, x.Note}, "\n")), search) {
			continue
		}
		rows = append(rows, x)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "on"), Cursor: in.Cursor, Limit: in.Limit}, "swaps.sort", map[string]func(Swap) string{
		"on":    func(x Swap) string { return x.On.String() },
		"asked": func(x Swap) string { return fmt.Sprintf("%015d", x.AskedMs) },
		"giver": func(x Swap) string { return sqldb.Fold(x.Giver) },
		"taker": func(x Swap) string { return sqldb.Fold(cmp.Or(x.Taker, x.For)) },
		"state": func(x Swap) string { return x.State },
	}, func(x Swap) string { return x.ID })
}

// span are the days asked for.
func span(fromText, toText string, today civil.Date) (from, to civil.Date, err error) {
	var w fault.Collector
	from, to = today.Add(-31), today.Add(mostAhead)
	if fromText != "" {
		if from, err = civil.Parse(fromText); err != nil {
			w.Add("query.from", "date", "must be a date, YYYY-MM-DD")
		}
	}
	if toText != "" {
		if to, err = civil.Parse(toText); err != nil {
			w.Add("query.to", "date", "must be a date, YYYY-MM-DD")
		}
	}
	return from, to, w.Err("swaps.span", "The days are not usable.")
}

// reached is whether the actor is responsible for one of the two.
func (w *world) reached(ctx context.Context, x *Swap) bool {
	scope, on := authz.ScopeOf(ctx, PermissionDecide), x.On.String()
	return w.dir.Reaches(scope, x.GiverID, on) || x.TakerID != "" && w.dir.Reaches(scope, x.TakerID, on)
}

// Own is what a person sees of swaps.
type Own struct {
	PersonID string `json:"person_id" doc:"empty: there is no person behind the account"`
	Mine     []Swap `json:"mine" doc:"given and taken, the newest first"`
	ToMe     []Swap `json:"to_me" doc:"that colleagues offer to me"`
	Open     []Swap `json:"open" doc:"that anybody may take who is off on that day and has the skill"`
	Terms    Terms  `json:"terms"`
}

// Own gives the actor's own swaps and what is offered to them. Needs the
// permission roster.own.
func (s *Service) Own(ctx context.Context) (out Own, err error) {
	out = Own{Mine: []Swap{}, ToMe: []Swap{}, Open: []Swap{}}
	if err := authz.Require(ctx, permissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	out.PersonID, out.Terms = a.PersonID, w.terms
	if a.PersonID == "" {
		return out, nil
	}
	var all []Swap
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadOf(ctx, tx, a.PersonID, w.today.Add(-31))
		return err
	}); err != nil {
		return out, err
	}
	free, err := s.free(ctx, &w, a.PersonID)
	if err != nil {
		return out, err
	}
	for _, x := range all {
		w.fill(&x)
		switch {
		case x.GiverID == a.PersonID || x.TakerID == a.PersonID:
			out.Mine = append(out.Mine, x)
		case x.ForID == a.PersonID && x.State == Open:
			out.ToMe = append(out.ToMe, x)
		case x.ForID == a.PersonID:
			out.Mine = append(out.Mine, x)
		case x.State == Open && free[x.On] && slices.Contains(w.have[a.PersonID], x.Shift.Skill):
			out.Open = append(out.Open, x)
		}
	}
	return out, nil
}

// free are the days on which a person is off by what is published, without leave.
func (s *Service) free(ctx context.Context, w *world, personID string) (map[civil.Date]bool, error) {
	own, err := s.rosters.PublishedDays(ctx, w.today, w.today.Add(mostAhead), []string{personID})
	if err != nil {
		return nil, err
	}
	away, err := s.away(ctx, w.today, w.today.Add(mostAhead))
	out := map[civil.Date]bool{}
	for _, d := range own {
		out[d.On] = d.TypeID == "" && !away[personID+d.On.String()]
	}
	return out, err
}

// away are the days of time off, as person and day.
func (s *Service) away(ctx context.Context, from, to civil.Date) (map[string]bool, error) {
	all, err := s.leave.Over(asSwaps(ctx), from, to)
	out := map[string]bool{}
	for _, x := range all {
		out[x.PersonID+x.On.String()] = true
	}
	return out, err
}

// Terms gives the centre's terms. Needs the permission roster.swap or roster.own.
func (s *Service) Terms(ctx context.Context) (t Terms, err error) {
	if a, _ := authz.From(ctx); !a.Can(permissionOwn) {
		if err := authz.Require(ctx, PermissionDecide); err != nil {
			return t, err
		}
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		t, err = loadTerms(ctx, tx)
		return err
	})
	return t, err
}

// SetTerms changes the centre's terms. The same once more changes nothing. Needs
// the permission roster.edit.
func (s *Service) SetTerms(ctx context.Context, t Terms, rev int64) (Terms, error) {
	if err := authz.RequireCentre(ctx, permissionTerms); err != nil {
		return t, err
	}
	if err := t.check(); err != nil {
		return t, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadTerms(ctx, tx)
		if err != nil {
			return err
		}
		if before.Automatic == t.Automatic && before.NoticeHours == t.NoticeHours {
			t = before
			return nil
		}
		stale := fault.Conflictf("swaps.terms_stale", "Somebody has changed the terms meanwhile; load them again.")
		if rev >= 0 && rev != before.Rev {
			return stale
		}
		t.Rev, t.ChangedMs, t.ChangedBy = before.Rev+1, clock.Ms(s.clk), actorName(ctx)
		if done, err := setTerms(ctx, tx, t); err != nil || !done {
			return cmp.Or(err, error(stale))
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.swap_terms.update", Object: "roster_terms", ObjectID: "swaps", Before: before, After: t})
	})
	return t, err
}
