package intraday

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

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

// Permissions of the module.
const (
	PermissionRead = "intraday.read" // the running day, and what was done
	PermissionAct  = "intraday.act"  // do something about it, and keep the emergency plans
)

// Facts of the module.
const (
	factOutlook = "intraday.outlook.changed"
	factAction  = "intraday.action.changed"
	factPlan    = "intraday.plan.changed"
)

// Service steers the running day.
type Service struct {
	db        *sqldb.DB
	forecasts Forecasts
	rosters   Rosters
	floor     Floor
	offers    Offers // nil: nobody can be asked
	numbers   Numbers
	facts     Facts
	org       Organisation
	clk       clock.Clock
	rec       authz.Recorder

	foreseeing sync.Mutex // one outlook at a time
}

// New makes the service. Nobody can be asked with nil offers; rec may be nil.
func New(db *sqldb.DB, forecasts Forecasts, lines Rosters, floor Floor, offers Offers, numbers Numbers, facts Facts, organisation Organisation, clk clock.Clock, rec authz.Recorder) *Service {
	return &Service{db: db, forecasts: forecasts, rosters: lines, floor: floor, offers: offers, numbers: numbers, facts: facts, org: organisation, clk: clk, rec: rec}
}

// asIntraday reads what an outlook rests on in the name of the room itself: who
// may see the outlook sees it whole.
func asIntraday(ctx context.Context) context.Context {
	return authz.With(ctx, authz.System("intraday"))
}

// world is what the room needs to know of the centre.
type world struct {
	zone   *time.Location
	dir    org.Directory
	skills map[string][]string // of people
	on     civil.Date
	now    int // minute of the day
	nowMs  int64
}

func (s *Service) world(ctx context.Context, tx *sqldb.Tx) (w world, err error) {
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return w, err
	}
	w.zone = centre.Location()
	w.nowMs = clock.Ms(s.clk)
	w.on = civil.At(w.nowMs, w.zone)
	w.now = minuteOf(w.nowMs, w.on, w.zone)
	if w.dir, err = s.org.Directory(ctx, tx); err != nil {
		return w, err
	}
	w.skills, err = s.org.SkillsOfPeople(ctx, tx)
	return w, err
}

// Today is what the page of the running day shows.
type Today struct {
	On      civil.Date `json:"on" format:"date"`
	Outlook *Outlook   `json:"outlook,omitempty" doc:"absent: none was made yet, or nothing is published for today"`
	Actions []Action   `json:"actions" doc:"of today, the first first"`
}

// Today gives the newest outlook and what was done. Needs the permission
// intraday.read.
func (s *Service) Today(ctx context.Context) (out Today, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		out.On = w.on
		if out.Outlook, err = lastOutlook(ctx, tx, w.on); err != nil {
			return err
		}
		if out.Actions, err = loadActions(ctx, tx, civil.Range{From: w.on, To: w.on}); err != nil {
			return err
		}
		reaches := w.reach(ctx)
		if out.Outlook != nil {
			out.Outlook.seenBy(reaches)
		}
		for i := range out.Actions {
			out.Actions[i].Proposal.seenBy(reaches)
		}
		return nil
	})
	if out.Actions == nil {
		out.Actions = []Action{}
	}
	return out, err
}

// reach is whom the actor may see.
func (w *world) reach(ctx context.Context) func(personID string) bool {
	scope := authz.ScopeOf(ctx, PermissionRead)
	return func(id string) bool { return w.dir.Reaches(scope, id, w.on.String()) }
}

// lasting is for how long an outlook is not made anew, in milliseconds.
const lasting = 20_000

// Foresee makes an outlook now; one made less than 20 seconds ago stands. nil:
// nothing is published for today. Needs the permission intraday.read.
func (s *Service) Foresee(ctx context.Context) (*Outlook, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	s.foreseeing.Lock()
	defer s.foreseeing.Unlock()
	var w world
	var last *Outlook
	var actions []Action
	var plans []Plan
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if last, err = lastOutlook(ctx, tx, w.on); err != nil {
			return err
		}
		if plans, err = loadPlans(ctx, tx); err != nil {
			return err
		}
		actions, err = loadActions(ctx, tx, civil.Range{From: w.on, To: w.on})
		return err
	})
	if err != nil {
		return nil, err
	}
	if last != nil && w.nowMs-last.AtMs >= 0 && w.nowMs-last.AtMs < lasting {
		last.seenBy(w.reach(ctx))
		return last, nil
	}
	o, err := s.foresee(asIntraday(ctx), w, actions, plans)
	if err != nil || o == nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := addOutlook(ctx, tx, o); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, factOutlook, ChangedFact{V: 1, ID: o.ID})
	})
	o.seenBy(w.reach(ctx))
	return o, err
}

// situation is the running day as it is, with what was done about it.
func (s *Service) situation(ctx context.Context, w world) (*situation, []course, Staff, error) {
	day, err := s.rosters.PublishedDay(ctx, w.on)
	if err != nil || len(day.Queues) == 0 {
		return nil, nil, Staff{}, err
	}
	running, err := s.forecasts.RunningDay(ctx, w.on)
	if err != nil {
		return nil, nil, Staff{}, err
	}
	signedIn, known, err := s.floor.SignedIn(ctx)
	if err != nil {
		return nil, nil, Staff{}, err
	}
	of, until := courses(&day, running, w.now)
	x := &situation{day: day, from: until, rates: rates(&day, of, until), need: needs(&day, of), seed: uint64(w.nowMs / 300_000)} //nolint:gosec // after 1970
	var staff Staff
	x.duty, staff = attend(&day, w.now, signedIn, known, func(id string) (string, []string) {
		p, _ := w.dir.Person(id)
		return cmp.Or(p.Name, id), w.skills[id]
	})
	return x, of, staff, nil
}

// foresee makes an outlook; nil when nothing is published.
func (s *Service) foresee(ctx context.Context, w world, actions []Action, plans []Plan) (*Outlook, error) {
	x, of, staff, err := s.situation(ctx, w)
	if err != nil || x == nil {
		return nil, err
	}
	x = x.takeIn(actions, "")
	before, err := s.happened(ctx, &x.day, w.zone)
	if err != nil {
		return nil, err
	}
	f, err := x.foresee(ctx)
	if err != nil {
		return nil, err
	}
	o := &Outlook{ID: id.New(s.clk), On: w.on, AtMs: w.nowMs, GrainMinutes: x.day.GrainMinutes, Until: clockText(x.from), Staff: staff, Queues: []Queue{}, Shortfalls: []Stretch{}, Surplus: []Stretch{}, from: x.from}
	o.tell(x, of, before, f)
	if f == nil {
		return o, nil
	}
	o.Simulated = simulatedDays
	o.Shortfalls, o.Surplus = x.shortfalls(f, x.day.Queues), x.surplus(f)
	for i := range o.Shortfalls {
		if o.Shortfalls[i].Proposals, err = x.propose(ctx, &o.Shortfalls[i], f, plans, w.now, s.offers != nil); err != nil {
			return nil, err
		}
	}
	for i := range o.Surplus {
		if s.offers == nil {
			break
		}
		if o.Surplus[i].Proposals, err = x.release(ctx, &o.Surplus[i], f, w.now); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// tell fills in the queues and their sums.
func (o *Outlook) tell(x *situation, of []course, before []was, f *foreseen) {
	grain := x.day.GrainMinutes
	first := x.from / grain
	weighted := 0.0
	for i := range x.day.Queues {
		q := &x.day.Queues[i]
		r := slices.IndexFunc(x.rates, func(y rosters.Rate) bool { return y.Queue.QueueID == q.QueueID })
		y := Queue{QueueID: q.QueueID, Code: q.Code, Name: q.Name, SkillID: q.SkillID, Threshold: q.Threshold(), Rest: Level{Target: q.LevelTarget()}, SoFar: pointer(before[i].level(0, first)), Slots: []Slot{}}
		there := x.there(q.SkillID)
		for k := range of[i].contacts {
			slot := Slot{At: clockText(k * grain), Over: k < first, Forecast: tidy(of[i].said[k]), Contacts: tidy(of[i].contacts[k]), Required: float64(q.Agents(k)), Needed: float64(q.Needed(k, of[i].contacts[k], of[i].handle)), There: tidy(there[k])}
			switch {
			case slot.Over:
				slot.Level = pointer(before[i].level(k, k+1))
				y.Came += of[i].contacts[k]
			case f != nil && r >= 0 && len(f.queues[r].levels[k]) > 0:
				slot.Level = pointer(f.level(r, k, k+1))
				low, high := rosters.Band(f.queues[r].levels[k])
				hold := rosters.Holds(f.queues[r].levels[k], y.Rest.Target)
				slot.Low, slot.High, slot.Holds = &low, &high, &hold
				fallthrough
			default:
				y.Rest.Contacts += of[i].contacts[k]
				y.Forecast += of[i].said[k]
			}
			y.Slots = append(y.Slots, slot)
		}
		y.Came, y.Forecast, y.Rest.Contacts = tidy(y.Came), tidy(y.Forecast), tidy(y.Rest.Contacts)
		if f != nil && r >= 0 {
			y.Rest.Level = tidy(f.level(r, first, len(y.Slots)))
			y.Rest.Low, y.Rest.High = rosters.Band(f.queues[r].rest)
			y.Rest.Holds = rosters.Holds(f.queues[r].rest, y.Rest.Target)
		}
		o.Total.Contacts += y.Rest.Contacts
		weighted += y.Rest.Contacts * y.Rest.Target
		o.Queues = append(o.Queues, y)
	}
	if o.Total.Contacts > 0 {
		o.Total.Target = tidy(weighted / o.Total.Contacts)
	}
	o.Total.Contacts = tidy(o.Total.Contacts)
	if f != nil {
		o.Total.Level = tidy(100 * mean(f.rest))
		o.Total.Low, o.Total.High = rosters.Band(f.rest)
		o.Total.Holds = rosters.Holds(f.rest, o.Total.Target)
	}
}

// mostNote is how long a note may be.
const mostNote = 500

// Take does what an outlook proposed. A proposal that was taken already is no
// error, and is not taken twice. Needs the permission intraday.act.
func (s *Service) Take(ctx context.Context, outlookID, key, note string) (out Action, err error) {
	if err := authz.RequireCentre(ctx, PermissionAct); err != nil {
		return out, err
	}
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > mostNote {
		return out, fault.Invalidf("intraday.action.invalid", "The action cannot be taken so.").WithField("body.note", "too_long", "must have at most 500 characters")
	}
	var o Outlook
	var w world
	var plans []Plan
	var taken *Action
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if w, err = s.world(ctx, tx); err != nil {
			return err
		}
		if o, err = loadOutlook(ctx, tx, outlookID); err != nil {
			return err
		}
		if taken, err = actionOf(ctx, tx, outlookID, key); err != nil {
			return err
		}
		plans, err = loadPlans(ctx, tx)
		return err
	})
	if err != nil {
		return out, err
	}
	if taken != nil {
		return *taken, nil
	}
	g, p := o.proposal(key)
	switch {
	case p == nil:
		return out, fault.NotFoundf("intraday.action.no_proposal", "The outlook has no such proposal.")
	case o.On != w.on || w.nowMs-o.AtMs > 30*60_000:
		return out, fault.Conflictf("intraday.action.old", "The outlook is more than half an hour old: things have changed since. Look at the newest one.")
	}
	out = Action{ID: id.New(s.clk), On: o.On, AtMs: w.nowMs, By: actorName(ctx), Kind: p.Kind, QueueID: g.QueueID, From: p.From, To: p.To, Status: Taken,
		AboutTask: AboutTask{Queue: g.Queue, SkillID: g.SkillID, Target: g.Target, Note: note, Proposal: *p}}
	switch p.Kind {
	case MoveBreaks:
		if err := s.moveBreaks(ctx, o.On, p, note); err != nil {
			return Action{}, err
		}
	case Emergency:
		i := slices.IndexFunc(plans, func(x Plan) bool { return x.ID == p.PlanID })
		if i < 0 || !plans[i].Active {
			return Action{}, fault.Conflictf("intraday.action.plan_gone", "The emergency plan %s is not in force any more.", p.Plan)
		}
		out.Plan = &plans[i]
	case Overtime, Release:
		if s.offers == nil {
			return Action{}, fault.Conflictf("intraday.action.nobody_asked", "Nobody can be asked here.")
		}
		if err := s.offers.Ask(ctx, p.asking(o.On, g.SkillID, w.now, reasonOf(p, note))); err != nil {
			return Action{}, err
		}
	case Borrow:
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addAction(ctx, tx, &out, outlookID)
		if err != nil {
			return err
		}
		if !added {
			was, err := actionOf(ctx, tx, outlookID, key)
			if err == nil && was != nil {
				out = *was
			}
			return err
		}
		return s.tell(ctx, tx, factAction, authz.Entry{Action: "intraday.action.create", Object: "intraday_action", ObjectID: out.ID, After: out})
	})
	return out, err
}

// moveBreaks moves the breaks of a proposal in their rosters.
func (s *Service) moveBreaks(ctx context.Context, on civil.Date, p *Proposal, note string) error {
	day, err := s.rosters.PublishedDay(asIntraday(ctx), on)
	if err != nil {
		return err
	}
	byRoster := map[string][]rosters.PauseMove{}
	order := []string{}
	for _, m := range p.Moves {
		i := slices.IndexFunc(day.Duty, func(d rosters.Duty) bool {
			return d.PersonID == m.PersonID && d.RosterID == m.RosterID && d.Index == m.Day
		})
		if i < 0 || m.Pause >= len(day.Duty[i].Breaks) || day.Duty[i].Breaks[m.Pause].At != m.From && day.Duty[i].Breaks[m.Pause].At != m.To {
			return fault.Conflictf("intraday.action.changed", "The shift of %s was changed since the outlook was made. Look at the newest one.", m.Name)
		}
		if byRoster[m.RosterID] == nil {
			order = append(order, m.RosterID)
		}
		byRoster[m.RosterID] = append(byRoster[m.RosterID], rosters.PauseMove{PersonID: m.PersonID, Day: m.Day, Pause: m.Pause, At: m.To - day.Duty[i].Offset})
	}
	for _, rosterID := range order {
		if err := s.rosters.MovePauses(ctx, rosterID, byRoster[rosterID], reasonOf(p, note)); err != nil {
			return err
		}
	}
	return nil
}

// soonest is how many minutes ahead people can be asked about.
const soonest = 15

// asking is what people are asked of a proposal: the hours between the earliest of
// what is and the latest of what is to be, or the other way round.
func (p *Proposal) asking(on civil.Date, skillID string, now int, reason string) Asking {
	out := Asking{On: on, Kind: p.Kind, SkillID: skillID, From: 2 * dayMinutes, Moves: p.Moves, Reason: reason}
	for _, m := range p.Moves {
		out.From, out.To = min(out.From, m.From, m.To), max(out.To, m.From, m.To)
	}
	out.From = max(out.From, (now+soonest+4)/5*5)
	return out
}

// reasonOf is why a roster is changed, as its changes tell.
func reasonOf(p *Proposal, note string) string {
	text := "当日调度 / Running day " + clockText(p.From) + "–" + clockText(p.To)
	if note != "" {
		text += ": " + note
	}
	return string([]rune(text)[:min(len([]rune(text)), mostNote)])
}

// proposal finds a proposal with its shortfall.
func (o *Outlook) proposal(key string) (*Stretch, *Proposal) {
	for _, shortfalls := range [][]Stretch{o.Shortfalls, o.Surplus} {
		for i := range shortfalls {
			for k := range shortfalls[i].Proposals {
				if shortfalls[i].Proposals[k].Key == key {
					return &shortfalls[i], &shortfalls[i].Proposals[k]
				}
			}
		}
	}
	return nil, nil
}

// End takes an action back before its time; ended already, nothing changes. Moved
// breaks cannot be taken back this way. Needs the permission intraday.act.
func (s *Service) End(ctx context.Context, actionID string) (a Action, err error) {
	if err := authz.RequireCentre(ctx, PermissionAct); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		if a, err = loadAction(ctx, tx, actionID); err != nil || a.Status == Ended {
			return err
		}
		if !a.in(w.now) || a.On != w.on {
			return fault.Conflictf("intraday.action.over", "The action is over, or stands in the roster: change the roster to take it back.")
		}
		before := a
		a.EndedMs, a.EndedBy = w.nowMs, actorName(ctx)
		if w.now <= a.From { // it never was in force
			a.Status = Ended
		} else {
			a.To, a.Proposal.To = w.now, w.now
		}
		if ok, err := setAction(ctx, tx, &a, before.Status); err != nil || !ok {
			return err
		}
		return s.tell(ctx, tx, factAction, authz.Entry{Action: "intraday.action.update", Object: "intraday_action", ObjectID: a.ID, Before: before, After: a})
	})
	return a, err
}

// ListIn asks for one page of actions.
type ListIn struct {
	From, To string // days
	Search   string // part of the queue's name, of who took it or of a note
	Kind     string // "" for all
	Sort     string // at (the newest first by default), queue, by, effect; a leading - turns it round
	Cursor   string
	Limit    int
}

// Actions gives a page of what was done over some days. Needs the permission
// intraday.read.
func (s *Service) Actions(ctx context.Context, in ListIn) (out page.Of[Action], err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	from, fromErr := civil.Parse(in.From)
	to, toErr := civil.Parse(in.To)
	var bad fault.Collector
	if fromErr != nil {
		bad.Add("query.from", "date", "must be a date, YYYY-MM-DD")
	}
	if toErr != nil {
		bad.Add("query.to", "date", "must be a date, YYYY-MM-DD")
	}
	if err := bad.Err("intraday.action.days", "The actions cannot be listed so."); err != nil {
		return out, err
	}
	var all []Action
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		all, err = loadActions(ctx, tx, civil.Range{From: from, To: to})
		for i := range all {
			all[i].Proposal.seenBy(w.reach(ctx))
		}
		return err
	})
	if err != nil {
		return out, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(a Action) bool {
		return in.Kind != "" && string(a.Kind) != in.Kind || !strings.Contains(sqldb.Fold(a.Queue+"\n"+a.By+"\n"+a.Note), search)
	})
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-at"), Cursor: in.Cursor, Limit: in.Limit}, "intraday.sort", map[string]func(Action) string{
		"at":     func(a Action) string { return a.ID },
		"queue":  func(a Action) string { return sqldb.Fold(a.Queue) },
		"by":     func(a Action) string { return sqldb.Fold(a.By) },
		"effect": func(a Action) string { return sortable(a.gained()) },
	}, func(a Action) string { return a.ID })
}

// tell tells that something changed, and records it.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, topic string, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, topic, ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
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
