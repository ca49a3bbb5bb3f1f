package scorecard

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// What a board ranks.
const (
	OfPeople = "people"
	OfTeams  = "teams"
)

const (
	mostBoards      = 50
	mostBoardName   = 60
	mostTop         = 100
	mostContacts    = 100_000
	weeksOfProgress = 6
)

// BoardRequest is what a board is to be.
type BoardRequest struct {
	Name        string   `json:"name" maxLength:"120"`
	Of          string   `json:"of" enum:"people,teams"`
	Period      string   `json:"period" enum:"day,week"`
	Metric      string   `json:"metric,omitempty" maxLength:"100" doc:"id in the catalogue; none: the total of the scorecard"`
	Teams       []string `json:"teams" nullable:"false" maxItems:"500" doc:"ids of who takes part; none: all"`
	Levels      []string `json:"levels" nullable:"false" maxItems:"3" doc:"of who takes part; none: all"`
	MinContacts int      `json:"min_contacts" doc:"handled contacts that are needed to be ranked"`
	Top         int      `json:"top" doc:"how many are hung out"`
	Everybody   bool     `json:"everybody" doc:"hang out the whole list, its end too"`
	Active      bool     `json:"active"`
}

// Board is a board as it is kept.
type Board struct {
	BoardRequest
	ID        string `json:"id"`
	Rev       int64  `json:"rev"`
	ChangedMs int64  `json:"changed_ms"`
	ChangedBy string `json:"changed_by"`
}

// check gives every wrong field at once.
func (b *BoardRequest) check(known map[string]metric.Metric, dir *org.Directory) error {
	var bad fault.Collector
	b.Name = strings.TrimSpace(b.Name)
	if n := utf8.RuneCountInString(b.Name); n == 0 || n > mostBoardName {
		bad.Add("body.name", "length", fmt.Sprintf("must have 1 to %d characters", mostBoardName))
	}
	if m, ok := known[b.Metric]; b.Metric != "" && (!ok || m.Direction == metric.DirectionNone) {
		bad.Add("body.metric", "unknown", "must be in the catalogue, with a better and a worse")
	}
	for i, id := range b.Teams {
		if _, ok := dir.Team(id); !ok {
			bad.Add(fmt.Sprintf("body.teams[%d]", i), "unknown", "there is no such team")
		}
	}
	for i, l := range b.Levels {
		if l == Everybody || !slices.Contains(StaffLevels, l) {
			bad.Add(fmt.Sprintf("body.levels[%d]", i), "one_of", "must be newcomer, skilled or expert")
		}
	}
	if b.MinContacts < 0 || b.MinContacts > mostContacts {
		bad.Add("body.min_contacts", "range", fmt.Sprintf("must be 0 to %d", mostContacts))
	}
	if b.Top < 1 || b.Top > mostTop {
		bad.Add("body.top", "range", fmt.Sprintf("must be 1 to %d", mostTop))
	}
	return bad.Err("scorecard.board_invalid", "The board is not complete.")
}

// BoardRow is a place on a board.
type BoardRow struct {
	ID       string   `json:"id" doc:"of the person or team"`
	Name     string   `json:"name"`
	TeamName string   `json:"team_name,omitempty"`
	Rank     int      `json:"rank" doc:"1 is the best; equals have the same; 0: not ranked"`
	Value    *float64 `json:"value" doc:"of the metric, or the total"`
	Contacts float64  `json:"contacts" doc:"handled"`
	Before   int      `json:"before" doc:"rank in the period before; 0: was not ranked"`
	Own      bool     `json:"own" doc:"the actor, or the actor's team"`
}

// contender is who may be ranked.
type contender struct {
	BoardRow
	key  string  // what equals are ordered by
	sort float64 // greater is better, at the digits people see
}

// rank gives the places of who has a value and enough contacts; the others follow
// without a place.
func rank(all []contender, minContacts int) (ranked []BoardRow, others []BoardRow) {
	var in []contender
	for _, c := range all {
		if c.Value != nil && c.Contacts >= float64(minContacts) {
			in = append(in, c)
		} else {
			others = append(others, c.BoardRow)
		}
	}
	for i, place := range ranksOf(in) {
		in[i].Rank = place
		ranked = append(ranked, in[i].BoardRow)
	}
	return ranked, others
}

func ranksOf(in []contender) []int {
	return ranked(in, func(c contender) float64 { return c.sort }, func(c contender) string { return c.key })
}
