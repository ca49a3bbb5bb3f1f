package swaps

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

// States of a swap.
const (
	Open      = "open"      // nobody has taken it
	Taken     = "taken"     // waits for the leader
	Done      = "done"      // the roster is changed
	Declined  = "declined"  // by the colleague it was offered to
	Refused   = "refused"   // by the leader
	Withdrawn = "withdrawn" // by the giver
	Expired   = "expired"
)

// Shift is a shift as people know it.
type Shift struct {
	RosterID  string `json:"roster_id,omitempty"`
	Code      string `json:"code,omitempty"`
	Name      string `json:"name,omitempty"`
	Colour    string `json:"colour,omitempty"`
	SkillName string `json:"skill_name,omitempty"`
	rosters.Cell
}

// Swap is a shift that is passed on, or is to be.
type Swap struct {
	ID         string      `json:"id"`
	State      string      `json:"state" enum:"open,taken,done,declined,refused,withdrawn,expired"`
	GiverID    string      `json:"giver_id"`
	Giver      string      `json:"giver"`
	GiverNo    string      `json:"giver_no"`
	TeamID     string      `json:"team_id" doc:"of the giver on that day"`
	Team       string      `json:"team"`
	On         civil.Date  `json:"on" format:"date"`
	Shift      Shift       `json:"shift"`
	ForID      string      `json:"for_id,omitempty" doc:"the colleague it is offered to; absent: to all who may take it"`
	For        string      `json:"for,omitempty"`
	TakerID    string      `json:"taker_id,omitempty"`
	Taker      string      `json:"taker,omitempty"`
	TakerNo    string      `json:"taker_no,omitempty"`
	BackOn     *civil.Date `json:"back_on,omitempty" format:"date" doc:"the colleague's shift of this day is had in exchange"`
	Back       *Shift      `json:"back,omitempty"`
	Note       string      `json:"note"`
	Answer     string      `json:"answer" doc:"of the leader or the colleague"`
	AskedMs    int64       `json:"asked_ms"`
	TakenMs    int64       `json:"taken_ms,omitempty"`
	DecidedMs  int64       `json:"decided_ms,omitempty"`
	DecidedBy  string      `json:"decided_by,omitempty" doc:"absent of a done swap: by the centre's terms, with no leader"`
	ExpiresMs  int64       `json:"expires_ms"`
	Rev        int64       `json:"rev"`
	Violations []Told      `json:"violations" doc:"rules that would be broken anew, as found when it was taken"`
}

// Told is a rule that somebody's line would break.
type Told struct {
	Name string `json:"name"`
	Hard bool   `json:"hard"`
	rosters.Violation
}

// waits is whether a swap still may be done.
func (x *Swap) waits() bool { return x.State == Open || x.State == Taken }

// of is whether a swap is one of a person's.
func (x *Swap) of(personID string) bool {
	return personID != "" && (x.GiverID == personID || x.ForID == personID || x.TakerID == personID)
}

// at is the swap as of an instant: one that waits beyond its time has expired.
func (x Swap) at(ms int64) Swap {
	if x.waits() && ms >= x.ExpiresMs {
		x.State = Expired
	}
	return x
}

// OfferIn offers a shift of one's own.
type OfferIn struct {
	On     string `json:"on" maxLength:"10" doc:"the day of the shift, YYYY-MM-DD"`
	ForID  string `json:"for_id,omitempty" maxLength:"60" doc:"a colleague; left out: all who may take it"`
	BackOn string `json:"back_on,omitempty" maxLength:"10" doc:"the day of the colleague's shift that is wanted in exchange"`
	Note   string `json:"note,omitempty" maxLength:"2000"`
}

const (
	mostNote  = 500
	mostAhead = 62 // days
)

// check checks what can be checked without the store.
func (in *OfferIn) check() (on civil.Date, back *civil.Date, err error) {
	var w fault.Collector
	in.Note = strings.TrimSpace(in.Note)
	on, bad := civil.Parse(in.On)
	if bad != nil {
		w.Add("body.on", "date", "must be a date, YYYY-MM-DD")
	}
	if in.BackOn != "" {
		d, bad := civil.Parse(in.BackOn)
		switch {
		case bad != nil:
			w.Add("body.back_on", "date", "must be a date, YYYY-MM-DD")
		case in.ForID == "":
			w.Add("body.for_id", "required", "must name whose shift is wanted in exchange")
		}
		back = &d
	}
	if utf8.RuneCountInString(in.Note) > mostNote {
		w.Add("body.note", "too_long", "must have at most 500 characters")
	}
	return on, back, w.Err("swaps.invalid", "The offer has wrong values.")
}

// Terms are what the centre lets people do among themselves.
type Terms struct {
	Automatic   bool   `json:"automatic" doc:"done without the leader, when no rule is broken anew"`
	NoticeHours int    `json:"notice_hours" doc:"before the first of its shifts a swap expires"`
	Rev         int64  `json:"rev"`
	ChangedMs   int64  `json:"changed_ms,omitempty"`
	ChangedBy   string `json:"changed_by,omitempty"`
}

// usualTerms hold until others are set.
var usualTerms = Terms{NoticeHours: 24}

const mostNotice = 14 * 24

func (t *Terms) check() error {
	var w fault.Collector
	if t.NoticeHours < 0 || t.NoticeHours > mostNotice {
		w.Add("body.notice_hours", "range", "must be from 0 to 336")
	}
	return w.Err("swaps.terms_invalid", "The terms have wrong values.")
}

// days are the four cells that a swap is about.
type days struct {
	giver, taker         rosters.PublishedDay  // on the swap's day
	giverBack, takerBack *rosters.PublishedDay // on the day of the shift in exchange, if that is another
}

// moves are what people's days become.
func (x *Swap) moves(d days) []rosters.Move {
	given, off := agreed(d.giver.Cell), rosters.Cell{Locked: true}
	out := []rosters.Move{{PersonID: d.taker.PersonID, On: x.On, Cell: given}}
	switch {
	case x.BackOn != nil && *x.BackOn == x.On:
		return append(out, rosters.Move{PersonID: d.giver.PersonID, On: x.On, Cell: agreed(d.taker.Cell)})
	case x.BackOn != nil:
		out = append(out, rosters.Move{PersonID: d.giver.PersonID, On: *x.BackOn, Cell: agreed(d.takerBack.Cell)},
			rosters.Move{PersonID: d.taker.PersonID, On: *x.BackOn, Cell: off})
	}
	return append(out, rosters.Move{PersonID: d.giver.PersonID, On: x.On, Cell: off})
}

// agreed is a shift as somebody takes it on: it stays when the rest is made anew.
func agreed(c rosters.Cell) rosters.Cell {
	c.Locked = true
	return c
}

// possible says in words why a swap cannot be, whatever the rules.
func (x *Swap) possible(d days) error {
	if d.giver.TypeID == "" || x.Shift.TypeID != "" && !d.giver.Same(x.Shift.Cell) {
		return changed()
	}
	if x.BackOn == nil {
		if d.taker.TypeID != "" {
			return fault.Conflictf("swaps.works_already", "Who takes the shift works already on that day.").WithField("body.for_id", "works_already", "works on that day")
		}
		return nil
	}
	if *x.BackOn == x.On {
		if d.taker.TypeID == "" || x.Back != nil && x.Back.TypeID != "" && !d.taker.Same(x.Back.Cell) {
			return changed()
		}
		return nil
	}
	switch {
	case d.takerBack.TypeID == "" || x.Back != nil && x.Back.TypeID != "" && !d.takerBack.Same(x.Back.Cell):
		return changed()
	case d.taker.TypeID != "":
		return fault.Conflictf("swaps.works_already", "Who takes the shift works already on that day.").WithField("body.for_id", "works_already", "works on that day")
	case d.giverBack.TypeID != "":
		return fault.Conflictf("swaps.back_works_already", "Who gives the shift works already on the day of the other.").WithField("body.back_on", "works_already", "you work on that day")
	}
	return nil
}

func changed() error {
	return fault.Conflictf("swaps.changed", "The roster of that day is another one meanwhile; load it again.")
}

// expires is when a swap expires: the notice before the first of its shifts.
func (x *Swap) expires(zone *time.Location, noticeHours int) int64 {
	at := x.On.Start(zone) + int64(x.Shift.Begins)*60_000
	if x.BackOn != nil && x.Back != nil {
		at = min(at, x.BackOn.Start(zone)+int64(x.Back.Begins)*60_000)
	}
	return at - int64(noticeHours)*3_600_000
}
