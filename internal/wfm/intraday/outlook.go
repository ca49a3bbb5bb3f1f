package intraday

import (
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Outlook is the running day as it was foreseen at an instant.
type Outlook struct {
	ID           string     `json:"id"`
	On           civil.Date `json:"on" format:"date"`
	AtMs         int64      `json:"at_ms"`
	GrainMinutes int        `json:"grain_minutes"`
	Until        string     `json:"until" doc:"intervals that begin before it are over and told"`
	Staff        Staff      `json:"staff"`
	Total        Level      `json:"total" doc:"of the rest of the day, all queues"`
	Queues       []Queue    `json:"queues"`
	Shortfalls   []Stretch  `json:"shortfalls" doc:"where a target will likely be missed, the most late contacts first"`
	Surplus      []Stretch  `json:"surplus" doc:"where people are over"`
	Simulated    int        `json:"simulated" doc:"times the rest of the day was simulated"`

	from int // minute of the day up to which everything is told
}

// Staff is who should be there when the outlook was made, and who is.
type Staff struct {
	Known   bool     `json:"known" doc:"the telephone system tells who is signed in; if not, all are taken to be there as the roster has it"`
	Planned int      `json:"planned" doc:"people whose shift it is"`
	Here    int      `json:"here" doc:"of them, signed in"`
	Absent  int      `json:"absent" doc:"of them, not signed in ten minutes after the shift began: they are counted as absent for the rest of it"`
	Extras  int      `json:"extras" doc:"signed in without a shift: they are counted for an hour"`
	Missing []Person `json:"missing" doc:"who is absent, of those the reader may see"`
	Extra   []Person `json:"extra" doc:"who is there without a shift, of those the reader may see"`
}

// Person is somebody.
type Person struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
}

// Level is a service level as it is expected.
type Level struct {
	Target   float64 `json:"target_percent"`
	Contacts float64 `json:"contacts"`
	Level    float64 `json:"level_percent" doc:"expected"`
	Low      float64 `json:"low_percent" doc:"below it one time in ten"`
	High     float64 `json:"high_percent" doc:"above it one time in ten"`
	Holds    float64 `json:"holds_percent" doc:"how likely the target holds"`
}

// Queue is a queue's running day.
type Queue struct {
	QueueID   string   `json:"queue_id"`
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	SkillID   string   `json:"skill_id"`
	Threshold float64  `json:"threshold_s"`
	Came      float64  `json:"came" doc:"contacts so far"`
	SoFar     *float64 `json:"level_so_far_percent" doc:"null: nothing to count yet"`
	Rest      Level    `json:"rest" doc:"of the rest of the day"`
	Forecast  float64  `json:"forecast_rest" doc:"contacts of the rest as they were forecast"`
	Slots     []Slot   `json:"slots"`
}

// Slot is an interval of a queue.
type Slot struct {
	At       string   `json:"at"`
	Over     bool     `json:"over"`
	Forecast float64  `json:"forecast" doc:"contacts, as they were forecast"`
	Contacts float64  `json:"contacts" doc:"that came, or are expected now"`
	Required float64  `json:"required" doc:"agents, as required for the forecast"`
	Needed   float64  `json:"needed" doc:"agents that hold the target for the contacts expected now"`
	There    float64  `json:"there" doc:"people of the queue's skill by the roster, without their breaks and without who is missing"`
	Level    *float64 `json:"level_percent" doc:"that was, or is expected; null: nothing came or comes"`
	Low      *float64 `json:"low_percent,omitempty"`
	High     *float64 `json:"high_percent,omitempty"`
	Holds    *float64 `json:"holds_percent,omitempty"`
}

// Stretch is a stretch of a queue in which too few or (surplus) too many are there.
type Stretch struct {
	Key       string     `json:"key"`
	QueueID   string     `json:"queue_id"`
	Queue     string     `json:"queue"`
	SkillID   string     `json:"skill_id"`
	From      int        `json:"from" doc:"minutes after midnight"`
	To        int        `json:"to"`
	Target    float64    `json:"target_percent"`
	Level     float64    `json:"level_percent" doc:"expected of the stretch"`
	Holds     float64    `json:"holds_percent" doc:"of its intervals, the least"`
	Late      float64    `json:"late_contacts" doc:"late beyond what the target allows"`
	People    int        `json:"people" doc:"missing, or over, in its worst interval"`
	Proposals []Proposal `json:"proposals"`
}

// Kind is what can be done.
type Kind string

// The kinds of actions.
const (
	MoveBreaks Kind = "move_breaks" // breaks out of the shortfall
	Borrow     Kind = "borrow"      // people of another skill serve this one for the shortfall
	Overtime   Kind = "overtime"    // people whose shift ends are asked to stay
	Release    Kind = "release"     // people may go home early
	Emergency  Kind = "emergency"   // an emergency plan is opened
)

// Proposal is something that can be done, and what would come of it.
type Proposal struct {
	Key    string  `json:"key" doc:"of this outlook"`
	Kind   Kind    `json:"kind" enum:"move_breaks,borrow,overtime,release,emergency"`
	From   int     `json:"from" doc:"minutes after midnight"`
	To     int     `json:"to"`
	PlanID string  `json:"plan_id,omitempty" doc:"emergency plan"`
	Plan   string  `json:"plan,omitempty" doc:"its name"`
	People int     `json:"people" doc:"for how many something changes"`
	Moves  []Move  `json:"moves,omitempty" doc:"of those the reader may see"`
	Effect *Effect `json:"effect,omitempty"`
}

// Move is what changes for a person.
type Move struct {
	Person
	RosterID string `json:"roster_id,omitempty"`
	Day      int    `json:"day" doc:"of the roster"`
	Break    string `json:"break,omitempty" doc:"name of the break that is moved"`
	Pause    int    `json:"pause" doc:"which break of the shift, 0 the first"`
	From     int    `json:"from" doc:"minutes after midnight of the shift's or break's present beginning or end"`
	To       int    `json:"to" doc:"and of the new one"`
}

// Effect is what an action does, by simulation with the same chances.
type Effect struct {
	Before    float64  `json:"before_percent" doc:"service level of the stretch without"`
	After     float64  `json:"after_percent" doc:"and with"`
	RestFrom  float64  `json:"rest_before_percent" doc:"of all queues for the rest of the day, without"`
	RestTo    float64  `json:"rest_after_percent" doc:"and with"`
	InTime    float64  `json:"in_time" doc:"contacts more that are in time, all queues, to the day's end"`
	HalfWidth float64  `json:"in_time_half_width" doc:"of its 95 % interval"`
	Happened  *float64 `json:"happened_percent,omitempty" doc:"service level the stretch had in the end"`
	Without   *float64 `json:"without_percent,omitempty" doc:"that it would have had without the action, simulated with the contacts that came"`
}

const dayMinutes = 1440

// seenBy leaves out the names of people beyond somebody's reach; how many there
// are stays.
func (o *Outlook) seenBy(reaches func(personID string) bool) {
	others := func(p Person) bool { return !reaches(p.PersonID) }
	o.Staff.Missing, o.Staff.Extra = slices.DeleteFunc(o.Staff.Missing, others), slices.DeleteFunc(o.Staff.Extra, others)
	for _, shortfalls := range [][]Stretch{o.Shortfalls, o.Surplus} {
		for i := range shortfalls {
			for k := range shortfalls[i].Proposals {
				shortfalls[i].Proposals[k].seenBy(reaches)
			}
		}
	}
}

func (p *Proposal) seenBy(reaches func(personID string) bool) {
	p.Moves = slices.DeleteFunc(p.Moves, func(m Move) bool { return !reaches(m.PersonID) })
}
