package rosters

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// Edit is what a cell is to be.
type Edit struct {
	PersonID string `json:"person_id" maxLength:"60"`
	Day      int    `json:"day" doc:"0 is the roster's first day"`
	TypeID   string `json:"type_id,omitempty" maxLength:"60" doc:"shift type; left out: a day off"`
	Begins   int    `json:"begins,omitempty" doc:"minutes after midnight"`
	Skill    string `json:"skill_id,omitempty" maxLength:"60"`
	Locked   bool   `json:"locked,omitempty"`
	Plain    bool   `json:"plain,omitempty" doc:"as the type is: without overtime or leaving early that was agreed"`

	Breaks []Pause `json:"breaks,omitempty" maxItems:"50" doc:"where its breaks, meetings and training stand; left out: breaks where they cost least, beside the meetings and training there are"`
}

// places is whether an edit says where breaks stand.
func (e *Edit) places() bool { return e.TypeID != "" && e.Breaks != nil }

// stays is whether an edit leaves a cell's work as it is.
func (e *Edit) stays(was Cell) bool {
	return !(e.Plain && was.odd()) && e.TypeID == was.TypeID && (e.TypeID == "" || e.Begins == was.Begins && e.Skill == was.Skill)
}

// Violation is a hard rule that a line breaks.
type Violation struct {
	PersonID string `json:"person_id"`
	Rule     string `json:"rule" doc:"paid_minutes, work_run, rest_run, weekends, shift_count, succession, rest_minutes, day_off, fixed, skill, shift_gone or break_window"`
	FromOn   string `json:"from_on" format:"date"`
	ToOn     string `json:"to_on" format:"date"`
	By       int    `json:"by" doc:"how far beyond the limit, in minutes, days or shifts by the rule"`
}

// Edited is what came of edits.
type Edited struct {
	Roster     Roster      `json:"roster"`
	Cells      []EditCell  `json:"cells"`
	Violations []Violation `json:"violations" doc:"of the people concerned, as they are now"`
	New        []Violation `json:"new_violations" doc:"those that were not there before, and breaks put out of their windows"`
	Cover      *Cover      `json:"cover,omitempty" doc:"with the edits, when it was asked for"`
}

// Edits are changes of a roster as they are recorded.
type Edits struct {
	Cells     []EditCell `json:"cells"`
	Reason    string     `json:"reason"`
	Published bool       `json:"published"`
	FirstOn   civil.Date `json:"first_on"` // of the roster
}

// EditCell is a cell that was changed, and whose.
type EditCell struct {
	PersonID string `json:"person_id"`
	Cell
	Before Cell `json:"before"`
}

// Change changes cells of a roster. Tried only, nothing is kept: the answer says
// which rules the lines would break. A published roster needs a reason. rev is
// the revision that was read, or below 0 for any. Needs the permission
// roster.edit.
func (s *Service) Change(ctx context.Context, id string, edits []Edit, reason string, rev int64, try bool) (Edited, error) {
	return s.change(ctx, id, edits, reason, rev, try, nil)
}

// Try says what edits would change and break, with the cover of a day as it would
// be. Needs the permission roster.edit.
func (s *Service) Try(ctx context.Context, id string, edits []Edit, cover CoverIn) (Edited, error) {
	return s.change(ctx, id, edits, "", -1, true, &cover)
}

func (s *Service) change(ctx context.Context, id string, edits []Edit, reason string, rev int64, try bool, cover *CoverIn) (out Edited, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	reason = strings.TrimSpace(reason)
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return out, err
	}
	if rev >= 0 && rev != v.Rev {
		return out, stale()
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return out, err
	}
	if err := b.checkEdits(v, lines, edits, reason, try); err != nil {
		return out, err
	}
	touched := []string{}
	for _, e := range edits {
		if !slices.Contains(touched, e.PersonID) {
			touched = append(touched, e.PersonID)
		}
	}
	before := b.violations(lines, touched)
	out.Cells = b.apply(lines, edits)
	out.Violations = b.violations(lines, touched)
	out.New = slices.DeleteFunc(slices.Clone(out.Violations), func(x Violation) bool { return slices.Contains(before, x) })
	for _, c := range out.Cells {
		out.New = append(out.New, b.outside(c.PersonID, c.Cell, c.Before)...)
	}
	out.Roster = v
	if cover != nil {
		if cover.Skill != "*" && b.skillOf(cover.Skill) < 0 {
			return out, noSkill()
		}
		cover.only = true
		would := b.cover(lines, *cover)
		out.Cover = &would
	}
	if try || len(out.Cells) == 0 {
		return out, nil
	}
	v.ChangedMs, v.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := set(ctx, tx, v); err != nil {
			return err
		}
		for _, c := range out.Cells {
			at := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == c.PersonID })
			if err := setLine(ctx, tx, id, &lines[at]); err != nil {
				return err
			}
			if err := addChange(ctx, tx, id, Change{PersonID: c.PersonID, On: v.FirstOn.Add(c.Day).String(), Before: c.Before, After: c.Cell, Reason: reason, Published: v.Status == Published, AtMs: v.ChangedMs, By: v.ChangedBy}); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.update", Object: "roster_version", ObjectID: id, After: Edits{Cells: out.Cells, Reason: reason, Published: v.Status == Published, FirstOn: v.FirstOn}})
	})
	v.Rev++
	out.Roster = v
	return out, err
}

// checkEdits gives every wrong field of edits at once.
func (b *basis) checkEdits(v Roster, lines []Line, edits []Edit, reason string, try bool) error {
	var w fault.Collector
	if len(edits) == 0 || len(edits) > mostEdits {
		w.Add("body.edits", "range", "must be from 1 to 2000")
	}
	if utf8.RuneCountInString(reason) > mostReason {
		w.Add("body.reason", "too_long", "must have at most 500 characters")
	}
	if v.Status == Published && reason == "" && !try {
		w.Add("body.reason", "required", "must say why a published roster is changed")
	}
	for i, e := range edits {
		at := fmt.Sprintf("body.edits[%d]", i)
		who := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == e.PersonID })
		if who < 0 {
			w.Add(at+".person_id", "unknown", "is nobody of this roster")
		}
		if e.Day < 0 || e.Day >= b.days.Days() {
			w.Add(at+".day", "range", "is no day of this roster")
		}
		if who < 0 {
			continue
		}
		was := lines[who].at(e.Day)
		c := was
		if !e.stays(was) {
			if c = b.cellOf(&e); c.TypeID == "" && e.TypeID != "" {
				w.Add(at+".type_id", "unknown", "is no shift in force that begins then and serves this skill")
				continue
			}
		}
		if e.places() {
			b.checkPauses(&w, at+".breaks", e.Breaks, c, was)
		}
	}
	return w.Err("roster.version.edit_invalid", "The roster cannot be changed so.")
}

// apply applies edits to lines and gives what differs.
func (b *basis) apply(lines []Line, edits []Edit) []EditCell {
	p := b.presence()
	b.fill(p, lines)
	needed := b.required()
	out := []EditCell{}
	for _, e := range edits {
		l := &lines[slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == e.PersonID })]
		was := l.at(e.Day)
		c := was
		if !e.stays(was) {
			c = b.cellOf(&e)
		}
		c.Locked = e.Locked
		if e.places() {
			c.Breaks = standing(e.Breaks)
		}
		same := c.Same(was)
		switch {
		case same && c.Locked == was.Locked && (!e.places() || slices.Equal(c.Breaks, was.Breaks)):
			continue
		case same && !e.places():
			c.Breaks = was.Breaks
		default:
			if k := b.skillOf(was.Skill); k >= 0 && was.TypeID != "" {
				p.cell(k, &was, -1)
			}
			if c.TypeID == "" {
				break
			}
			if !e.places() {
				for _, x := range was.events() {
					if x.At >= c.Begins && x.At+x.Minutes <= c.Ends {
						c.Breaks = append(c.Breaks, x)
					}
				}
			}
			k := b.skillOf(c.Skill)
			p.cell(k, &c, 1)
			if !e.places() {
				b.pause(p, needed[k], k, &c, b.kind(c.TypeID))
			}
		}
		l.put(c)
		out = append(out, EditCell{e.PersonID, c, was})
	}
	return out
}

// cellOf is the cell that an edit makes, without its breaks; a day off when it
// names a shift that there is not.
func (b *basis) cellOf(e *Edit) Cell {
	c := Cell{Day: e.Day, Locked: e.Locked}
	if at := b.startOf(Cell{TypeID: e.TypeID, Begins: e.Begins, Skill: e.Skill}); at >= 0 && e.TypeID != "" {
		c.TypeID, c.Begins, c.Ends, c.Skill = e.TypeID, b.starts[at].Begin, b.starts[at].End, e.Skill
	}
	return c
}

// kind is a type of the basis.
func (b *basis) kind(id string) *roster.ShiftType {
	i := slices.IndexFunc(b.types, func(t roster.ShiftType) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &b.types[i]
}

// violations are the hard rules that some people's lines break (nil: everybody's),
// by the checker that shares no code with the search.
func (b *basis) violations(lines []Line, only []string) []Violation {
	few := *b
	if only != nil {
		few.people = slices.DeleteFunc(slices.Clone(b.people), func(x person) bool { return !slices.Contains(only, x.id) })
	}
	r, foreign := few.roster(lines)
	found, err := check.Check(few.problem(), r)
	out := []Violation{}
	if err != nil { // lines are of this basis by their making
		return out
	}
	for _, x := range foreign {
		out = append(out, Violation{PersonID: x.personID, Rule: "shift_gone", FromOn: b.dayText(x.day), ToOn: b.dayText(x.day), By: 1})
	}
	for i := range found.Violations {
		out = append(out, b.violation(&found.Violations[i]))
	}
	return out
}

// violation says what the checker found by dates.
func (b *basis) violation(x *check.Violation) Violation {
	rule := x.Rule
	// A shift on hours somebody has off is told as what it is.
	if rule == engine.ShiftCount && x.From == x.To && slices.ContainsFunc(b.hours[x.Person], func(h hours) bool { return h.day == x.From || h.day == x.From+1 }) {
		rule = engine.DayOff
	}
	return Violation{PersonID: x.Person, Rule: string(rule), FromOn: b.dayText(x.From), ToOn: b.dayText(x.To), By: x.By}
}

func (b *basis) dayText(d int) string {
	return b.days.From.Add(min(max(d, 0), b.days.Days()-1)).String()
}

// Violations gives the hard rules that a roster breaks, of the people the actor
// reaches. Needs the permission roster.read.
func (s *Service) Violations(ctx context.Context, id string) ([]Violation, error) {
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return nil, err
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return nil, err
	}
	var reached []string
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.people.Directory(ctx, tx)
		reached = []string{}
		for i := range lines {
			if dir.Reaches(authz.ScopeOf(ctx, PermissionRead), lines[i].PersonID, v.FirstOn.String()) {
				reached = append(reached, lines[i].PersonID)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.violations(lines, reached), nil
}

// Changes gives what was changed by hand, the newest first, of the people the
// actor reaches. Needs the permission roster.read.
func (s *Service) Changes(ctx context.Context, id string) ([]Change, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	out := []Change{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadChanges(ctx, tx, id, "")
		if err != nil {
			return err
		}
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range all {
			if dir.Reaches(authz.ScopeOf(ctx, PermissionRead), c.PersonID, v.FirstOn.String()) {
				p, _ := dir.Person(c.PersonID)
				c.Name = p.Name
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}

// Publish lets people see their days. With hard rules broken it needs a reason.
// Published again, nothing changes. Needs the permission roster.publish.
func (s *Service) Publish(ctx context.Context, id, note string) (Roster, error) {
	if err := authz.RequireCentre(ctx, PermissionPublish); err != nil {
		return Roster{}, err
	}
	v, lines, err := s.whole(ctx, id)
	if err != nil || v.Status == Published {
		return v, err
	}
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > mostReason {
		return v, fault.Invalidf("roster.version.publish_invalid", "The roster cannot be published so.").WithField("body.note", "too_long", "must have at most 500 characters")
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return v, err
	}
	if broken := b.violations(lines, nil); len(broken) > 0 && note == "" {
		return v, fault.Invalidf("roster.version.publish_violations", "The roster breaks %d hard rules. Mend them, or say why it is published all the same.", len(broken)).
			WithField("body.note", "required", "must say why it is published with rules broken")
	}
	v.Status, v.Note = Published, note
	v.PublishedMs, v.PublishedBy = clock.Ms(s.clk), actorName(ctx)
	v.ChangedMs, v.ChangedBy = v.PublishedMs, v.PublishedBy
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := set(ctx, tx, v); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qCertificateKeep, id, v.Rev); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.publish", Object: "roster_version", ObjectID: id, After: v})
	})
	v.Rev++
	return v, err
}

// OwnDay is a day of one's own published roster.
type OwnDay struct {
	On       string `json:"on" format:"date"`
	RosterID string `json:"roster_id,omitempty" doc:"absent: nothing is published for the day"`
	Cell
	Code      string `json:"code,omitempty"`
	Name      string `json:"name,omitempty"`
	Colour    string `json:"colour,omitempty"`
	SkillName string `json:"skill_name,omitempty"`
	ChangedMs int64  `json:"changed_ms,omitempty" doc:"changed by hand after it was published"`
}

// OwnRoster is one's own published days.
type OwnRoster struct {
	PersonID string   `json:"person_id,omitempty" doc:"absent: the login is linked to no person"`
	Days     []OwnDay `json:"days"`
}

// Own gives the published days of the actor's own person; none, when the login
// is linked to nobody. Needs the permission roster.own.
func (s *Service) Own(ctx context.Context, from, to string) (OwnRoster, error) {
	none := OwnRoster{Days: []OwnDay{}}
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return none, err
	}
	a, _ := authz.From(ctx)
	first, firstErr := civil.Parse(from)
	last, lastErr := civil.Parse(to)
	var w fault.Collector
	switch {
	case firstErr != nil:
		w.Add("query.from", "date", "must be a date, YYYY-MM-DD")
	case lastErr != nil:
		w.Add("query.to", "date", "must be a date, YYYY-MM-DD")
	case last.Before(first) || last.Sub(first) > 100:
		w.Add("query.to", "range", "must be from the first day to 100 days after it")
	}
	if err := w.Err("roster.own.range", "These days cannot be shown."); err != nil || a.PersonID == "" {
		return none, err
	}
	types, err := s.setup.ShiftTypes(asRoster(ctx))
	if err != nil {
		return none, err
	}
	out := make([]OwnDay, 0, last.Sub(first)+1)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		lines, err := loadPublished(ctx, tx, civil.Range{From: first, To: last}, a.PersonID)
		if err != nil {
			return err
		}
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		changed := map[string]int64{}
		if _, err := sqldb.All(ctx, tx, qChangedDays, func(r sqldb.Row) (x struct{}, err error) {
			var on string
			var ms int64
			err = r.Scan(&on, &ms)
			changed[on] = ms
			return x, err
		}, a.PersonID, first.String(), last.String()); err != nil {
			return err
		}
		for on := first; !last.Before(on); on = on.Add(1) {
			d := OwnDay{On: on.String()}
			for i := range lines {
				l := &lines[i]
				if on.Before(l.first) || l.last.Before(on) {
					continue
				}
				d.RosterID, d.Cell = l.rosterID, l.at(on.Sub(l.first))
				d.ChangedMs = 0
				if changed[d.On] > l.publishedMs {
					d.ChangedMs = changed[d.On]
				}
			}
			if i := slices.IndexFunc(types, func(t roster.ShiftType) bool { return t.ID == d.TypeID }); i >= 0 && d.TypeID != "" {
				d.Code, d.Name, d.Colour = types[i].Code, types[i].Name, types[i].Colour
			}
			if x, ok := dir.Skill(d.Skill); ok {
				d.SkillName = x.Name
			}
			out = append(out, d)
		}
		return nil
	})
	return OwnRoster{PersonID: a.PersonID, Days: out}, err
}
