package incentive

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Kinds of contests; a line of a run has them too.
const (
	Compete = "contest" // 竞赛: the best win
	Draw    = "draw"    // 抽奖: lots decide among those with tickets
)

// What a contest is of.
const (
	OfPeople = "people"
	OfTeams  = "teams"
)

// Gifts is what a prize pays besides money and points.
const Gifts = "gift"

// What is done with prizes where several share a place.
const (
	TiesSplit = "split" // the prizes of the places they take up are added up and split
	TiesAll   = "all"   // each gets the whole prize of the place
)

// States of a contest.
const (
	Planned = "planned"
	Running = "running"
	Waiting = "waiting" // over, waits for data that are late
	Over    = "closed"  // the standing is final; of a draw, the entries are
	Drawn   = "drawn"
	Ended   = "cancelled"
)

// ContestStates lists them in order.
var ContestStates = []string{Planned, Running, Waiting, Over, Drawn, Ended}

const (
	mostPrizes   = 50
	mostWinners  = 200
	mostShownTop = 50
	mostTickets  = 10_000 // of one
	mostWaiting  = 31     // days
)

// Contest is a contest or a draw.
type Contest struct {
	ID         string  `json:"id"`
	State      string  `json:"state" enum:"planned,running,waiting,closed,drawn,cancelled"`
	ThroughOn  string  `json:"through_on,omitempty" doc:"last day the standing counts"`
	ClosesOn   string  `json:"closes_on" doc:"day it is closed on"`
	Entries    int     `json:"entries" doc:"who takes part, by the standing"`
	Tickets    int64   `json:"tickets" doc:"of a draw: of all entries"`
	ClosedMs   int64   `json:"closed_ms,omitempty"`
	Digest     string  `json:"digest,omitempty" doc:"of a draw that is closed: SHA-256 of its entries"`
	Commitment string  `json:"commitment,omitempty" doc:"of a draw: SHA-256 of the seed, known from the start"`
	Seed       string  `json:"seed,omitempty" doc:"of a draw: shown once it was drawn"`
	Drawer     string  `json:"drawer,omitempty" doc:"who asked for the drawing that waits for a witness"`
	OwnDrawing bool    `json:"own_drawing" doc:"the asker asked for it, and cannot be its witness"`
	Rounds     []Round `json:"rounds" nullable:"false" doc:"of a draw: each time it was drawn"`
	Lapsed     int     `json:"lapsed" doc:"prizes that were not claimed in time and not drawn again"`
	Standing   int     `json:"standing" doc:"version of the final standing: 1, then one more for each correction; 0: none yet"`
	RunID      string  `json:"run_id,omitempty" doc:"the run its prizes are paid by"`
	Words      string  `json:"words,omitempty" doc:"why it was cancelled"`
	CreatedMs  int64   `json:"created_ms"`
	CreatedBy  string  `json:"created_by"`
	ChangedMs  int64   `json:"changed_ms"`
	ChangedBy  string  `json:"changed_by"`
	Rev        int64   `json:"rev"`
	ContestBody
}

// ContestBody is what a contest says.
type ContestBody struct {
	Kind      string     `json:"kind" enum:"contest,draw"`
	Name      string     `json:"name" maxLength:"400"`
	FromOn    string     `json:"from_on" maxLength:"10"`
	ToOn      string     `json:"to_on" maxLength:"10"`
	WaitDays  int        `json:"wait_days" doc:"days after the end that data may be late"`
	Of        string     `json:"of" enum:"people,teams" doc:"a draw is of people"`
	For       For        `json:"for" doc:"as people were on each day"`
	Variables []Variable `json:"variables" nullable:"false"`
	Formula   string     `json:"formula" maxLength:"8000" doc:"the score, the most wins; of a draw, the tickets, rounded down"`
	Gate      string     `json:"gate,omitempty" maxLength:"8000" doc:"a condition over the variables: who does not meet it takes no part"`
	LeastOf   string     `json:"least_of,omitempty" maxLength:"40" doc:"key of the variable of which there must be a least volume"`
	Least     float64    `json:"least,omitempty" doc:"the least volume"`
	Cap       int64      `json:"cap,omitempty" doc:"of a draw: most tickets of one; 0: 10,000"`
	Ties      string     `json:"ties" enum:"split,all"`
	Top       int        `json:"top" doc:"places that everybody sees; one's own is always seen"`
	Prizes    []Prize    `json:"prizes" nullable:"false" doc:"of a contest, one for each place from the first on"`
	ClaimDays int        `json:"claim_days,omitempty" doc:"of a draw: days in which a prize must be claimed; 0: it need not be"`
	Note      string     `json:"note,omitempty" maxLength:"8000"`
}

// Prize is what a place, or a lot, wins.
type Prize struct {
	Pays   string `json:"pays" enum:"money,points,gift"`
	Amount int64  `json:"amount,omitempty" doc:"in hundredths of the currency, or in points"`
	GiftID string `json:"gift_id,omitempty" maxLength:"60"`
	Gift   string `json:"gift,omitempty" maxLength:"400" doc:"its name"`
	Count  int    `json:"count,omitempty" doc:"of a draw: how many of it"`
}

// Place is how somebody stands in a contest, or with how many tickets in a draw.
type Place struct {
	ID       string  `json:"id" doc:"of the person or the team"`
	Place    int     `json:"place" doc:"equals share one; 0: takes no part"`
	Moved    *int    `json:"moved,omitempty" doc:"places gained since the day before"`
	PersonID string  `json:"person_id,omitempty"`
	Name     string  `json:"name"`
	AgentNo  string  `json:"agent_no,omitempty"`
	TeamID   string  `json:"team_id"`
	TeamName string  `json:"team_name"`
	State    string  `json:"state" enum:"earned,nothing,closed,unknown,few"`
	Score    int64   `json:"score" doc:"in hundredths; of a draw, tickets"`
	FromOn   string  `json:"from_on" doc:"first of the days that count"`
	ToOn     string  `json:"to_on"`
	Values   []Value `json:"values" nullable:"false"`
	Steps    []Step  `json:"steps" nullable:"false"`
	Wins     []Won   `json:"wins" nullable:"false" doc:"as the standing is"`
}

// Won is what a place wins.
type Won struct {
	Pays   string `json:"pays"`
	Amount int64  `json:"amount"`
	GiftID string `json:"gift_id,omitempty"`
	Gift   string `json:"gift,omitempty"`
	Of     int    `json:"of,omitempty" doc:"among how many it was split"`
}

// Few is the state of who has less than the least volume.
const Few = "few"

// keptContest is a contest as it is stored.
type keptContest struct {
	Contest
	Stage string `json:"stage"` // open, closed, drawn or cancelled
	Asker string `json:"asker"` // account that asked for the drawing
	Lot   string `json:"lot"`   // the seed
}

const stageOpen = "open"

func contestNotFound() error {
	return fault.NotFoundf("incentive.contest.not_found", "There is no such contest.")
}

// tidy trims what was typed.
func (b *ContestBody) tidy() {
	b.Name, b.Note, b.Formula, b.Gate = strings.TrimSpace(b.Name), strings.TrimSpace(b.Note), strings.TrimSpace(b.Formula), strings.TrimSpace(b.Gate)
	inner := Body{For: b.For, Variables: b.Variables}
	inner.tidy()
	b.For, b.Variables = inner.For, inner.Variables
	b.Prizes = append([]Prize{}, b.Prizes...)
	if b.Kind == Draw {
		b.Of, b.Ties = OfPeople, TiesAll
	} else {
		b.Cap, b.ClaimDays = 0, 0
	}
	for i := range b.Prizes {
		p := &b.Prizes[i]
		if p.Pays == Gifts {
			p.Amount = 1
		} else {
			p.GiftID, p.Gift = "", ""
		}
		if b.Kind != Draw {
			p.Count = 0
		}
	}
	if b.LeastOf == "" {
		b.Least = 0
	}
}

func (b *ContestBody) same(o *ContestBody) bool { return reflect.DeepEqual(b, o) }

// rule is the contest as a rule, for the formula and the gate.
func (b *ContestBody) rule() Version {
	v := Version{Version: 1, Body: Body{Name: b.Name, Kind: Piece, Pays: Money, Variables: b.Variables, Formula: b.Formula, Gate: b.Gate}}
	if b.Of == OfTeams {
		v.Kind = Team
	}
	return v
}

// check gives every wrong field at once; the body must be tidy. gifts are those
// there are, by id.
func (b *ContestBody) check(k *known, gifts map[string]Gift) error {
	var bad fault.Collector
	one(&bad, "body.kind", b.Kind, []string{Compete, Draw})
	bad.Require("body.name", b.Name)
	short(&bad, "body.name", b.Name, mostName)
	short(&bad, "body.note", b.Note, mostNote)
	from, err := civil.Parse(b.FromOn)
	if err != nil {
		bad.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	to, err2 := civil.Parse(b.ToOn)
	if err2 != nil {
		bad.Add("body.to_on", "date", "must be a date, YYYY-MM-DD")
	}
	if days := (civil.Range{From: from, To: to}).Days(); err == nil && err2 == nil && (days < 1 || days > mostDays) {
		bad.Add("body.to_on", "range", "must make a period of 1 to 100 days")
	}
	within(&bad, "body.wait_days", int64(b.WaitDays), 0, mostWaiting)
	one(&bad, "body.of", b.Of, []string{OfPeople, OfTeams})
	b.For.check(&bad, k)
	if b.Of == OfTeams && len(b.For.Levels)+len(b.For.Positions) > 0 {
		bad.Add("body.for", "teams", "teams take part as a whole")
	}
	checkVariables(&bad, b.Variables, k)
	v := b.rule()
	checkFormula(&bad, "body.formula", b.Formula, v.vocabulary(), true)
	checkFormula(&bad, "body.gate", b.Gate, v.vocabulary(), false)
	if b.LeastOf != "" && !slices.ContainsFunc(b.Variables, func(v Variable) bool { return v.Key == b.LeastOf }) {
		bad.Add("body.least_of", "unknown", "is no variable of the contest")
	}
	if b.Least < 0 || b.Least > mostCents {
		bad.Add("body.least", "range", "must be from 0 to 10,000,000,000")
	}
	within(&bad, "body.cap", b.Cap, 0, mostTickets)
	one(&bad, "body.ties", b.Ties, []string{TiesSplit, TiesAll})
	within(&bad, "body.top", int64(b.Top), 0, mostShownTop)
	within(&bad, "body.claim_days", int64(b.ClaimDays), 0, mostDays)
	b.checkPrizes(&bad, gifts)
	return bad.Err("incentive.contest.invalid", "The contest has wrong values.")
}

func within(bad *fault.Collector, field string, n, least, most int64) {
	if n < least || n > most {
		bad.Add(field, "range", fmt.Sprintf("must be from %d to %d", least, most))
	}
}

func (b *ContestBody) checkPrizes(bad *fault.Collector, gifts map[string]Gift) {
	if len(b.Prizes) == 0 || len(b.Prizes) > mostPrizes {
		bad.Add("body.prizes", "range", fmt.Sprintf("must be from 1 to %d", mostPrizes))
	}
	all := 0
	needed := map[string]int64{}
	for i, p := range b.Prizes {
		at := fmt.Sprintf("body.prizes[%d]", i)
		one(bad, at+".pays", p.Pays, []string{Money, Points, Gifts})
		count := 1
		if b.Kind == Draw {
			count = p.Count
			within(bad, at+".count", int64(p.Count), 1, mostWinners)
		}
		all += count
		if p.Pays != Gifts {
			within(bad, at+".amount", p.Amount, 1, mostCents)
			continue
		}
		g, there := gifts[p.GiftID]
		needed[p.GiftID] += int64(count)
		switch {
		case !there:
			bad.Add(at+".gift_id", "unknown", "there is no such gift")
		case b.Of == OfTeams:
			bad.Add(at+".pays", "teams", "a gift is not shared by a team")
		case b.Ties == TiesSplit:
			bad.Add(at+".pays", "split", "a gift cannot be split among equals")
		case needed[p.GiftID] > g.Stock:
			bad.Add(at+".gift_id", "stock", fmt.Sprintf("there are only %d of it", g.Stock))
		}
	}
	if all > mostWinners {
		bad.Add("body.prizes", "range", fmt.Sprintf("there must be at most %d prizes", mostWinners))
	}
}

// state is where a contest stands on a day.
func (c *keptContest) state(today string) string {
	switch {
	case c.Stage != stageOpen:
		return c.Stage
	case today < c.FromOn:
		return Planned
	case today <= c.ToOn:
		return Running
	}
	return Waiting
}

// closesOn is the day a contest is closed on: when its last day and the days that
// data may be late are over.
func (b *ContestBody) closesOn() string { return after(b.ToOn, b.WaitDays+1) }

func after(on string, days int) string {
	d, err := civil.Parse(on)
	if err != nil {
		return on
	}
	return d.Add(days).String()
}

// throughOn is the last day that a standing can count: yesterday, or the end.
func (b *ContestBody) throughOn(today string) string { return min(after(today, -1), b.ToOn) }

// lapsed are the prizes that were not claimed in time and not drawn again.
func (c *keptContest) lapsed(today string) []int {
	won := map[int]Pick{}
	for _, r := range c.Rounds {
		for _, p := range r.Picks {
			won[p.Prize] = p // the last one counts
		}
	}
	var out []int
	for i := range c.lots() {
		if p, ok := won[i]; ok && p.ClaimedMs == 0 && p.ClaimBy != "" && p.ClaimBy < today {
			out = append(out, i)
		}
	}
	return out
}

// lots are the prizes of a draw one by one.
func (b *ContestBody) lots() []Prize {
	var out []Prize
	for _, p := range b.Prizes {
		for range p.Count {
			out = append(out, p)
		}
	}
	return out
}

// dayOf is the day of an instant in the centre's zone.
func dayOf(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.DateOnly) }
