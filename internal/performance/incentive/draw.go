package incentive

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Round is one time a draw was drawn.
type Round struct {
	AtMs    int64  `json:"at_ms"`
	Drawer  string `json:"drawer"`
	Witness string `json:"witness"`
	Picks   []Pick `json:"picks" nullable:"false" doc:"in the order of the prizes"`
}

// Pick is one number that was drawn, and whom it hit.
type Pick struct {
	K         int    `json:"k" doc:"the how manieth number of the seed"`
	Hash      string `json:"hash" doc:"SHA-256 of seed:k"`
	Left      int64  `json:"left" doc:"tickets that were still in"`
	Number    int64  `json:"number" doc:"the ticket, counted through what was still in, from 1"`
	Prize     int    `json:"prize" doc:"from 0"`
	Pays      string `json:"pays"`
	Amount    int64  `json:"amount"`
	GiftID    string `json:"gift_id,omitempty"`
	Gift      string `json:"gift,omitempty"`
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	AgentNo   string `json:"agent_no"`
	ClaimBy   string `json:"claim_by,omitempty" doc:"last day to claim it"`
	ClaimedMs int64  `json:"claimed_ms,omitempty"`
}

// commitment is what of a seed is known beforehand.
func commitment(seed string) string {
	h := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(h[:])
}

// number is the k-th number of a seed among n, from 0: SHA-256 of "seed:k", its
// first eight bytes as a number, modulo n. A number beyond the last whole multiple
// of n is passed over, so that all are equally likely. It gives k as it was used.
func number(seed string, k int, n int64) (x int64, used int, hash string) {
	limit := math.MaxUint64 - (math.MaxUint64%uint64(n)+1)%uint64(n)
	for ; ; k++ {
		h := sha256.Sum256(fmt.Appendf(nil, "%s:%d", seed, k))
		if v := binary.BigEndian.Uint64(h[:8]); v <= limit {
			return int64(v % uint64(n)), k, hex.EncodeToString(h[:])
		}
	}
}

// draw draws prizes, given by their index in the lots, among the entries in
// their order. Who is out has no tickets, and who wins is taken out. from is the
// number of the seed to begin with.
func draw(seed string, from int, entries []Place, lots []Prize, which []int, out map[string]bool) []Pick {
	var in []Place
	left := int64(0)
	for _, e := range entries {
		if e.State == Earned && e.Score > 0 && !out[e.PersonID] {
			in = append(in, e)
			left += e.Score
		}
	}
	picks := []Pick{}
	k := from
	for _, prize := range which {
		if left == 0 {
			break
		}
		x, used, hash := number(seed, k, left)
		k = used + 1
		i, sum := 0, int64(0)
		for sum+in[i].Score <= x {
			sum += in[i].Score
			i++
		}
		p := lots[prize]
		picks = append(picks, Pick{K: used, Hash: hash, Left: left, Number: x + 1, Prize: prize, Pays: p.Pays, Amount: p.Amount, GiftID: p.GiftID, Gift: p.Gift, PersonID: in[i].PersonID, Name: in[i].Name, AgentNo: in[i].AgentNo})
		left -= in[i].Score
		in = slices.Delete(in, i, i+1)
	}
	return picks
}

// entriesDigest is of the entries as a check lists them.
func entriesDigest(entries []Place) string {
	h := sha256.New()
	for _, e := range entries {
		if e.State == Earned {
			fmt.Fprintf(h, "%s %d\n", e.AgentNo, e.Score)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// next draws what is to be drawn now: all prizes, or those that lapsed.
func (c *keptContest) next(entries []Place, today string) []Pick {
	which := c.lapsed(today)
	from := 1
	gone := map[string]bool{}
	for _, r := range c.Rounds {
		for _, p := range r.Picks {
			gone[p.PersonID] = true
			from = p.K + 1
		}
	}
	if len(c.Rounds) == 0 {
		for i := range c.lots() {
			which = append(which, i)
		}
	}
	picks := draw(c.Lot, from, entries, c.lots(), which, gone)
	for i := range picks {
		if c.ClaimDays > 0 {
			picks[i].ClaimBy = after(today, c.ClaimDays)
		}
	}
	return picks
}

// winnings are the lines of the prizes that need no claim or were claimed.
func (c *keptContest) winnings(entries []Place) []Line {
	of := map[string]Place{}
	for _, e := range entries {
		of[e.PersonID] = e
	}
	out := []Line{}
	for _, r := range c.Rounds {
		for _, p := range r.Picks {
			if p.ClaimBy != "" && p.ClaimedMs == 0 {
				continue
			}
			e := of[p.PersonID]
			nth, sum := float64(p.Prize+1), shownAmount(p.Pays, p.Amount)
			out = append(out, Line{RuleID: c.ID, Rule: c.Name, Version: 1, Kind: Draw, PersonID: p.PersonID, Name: p.Name, AgentNo: p.AgentNo, TeamID: e.TeamID, TeamName: e.TeamName, State: Earned,
				Pays: p.Pays, Amount: p.Amount, Reckoned: p.Amount, GiftID: p.GiftID, Gift: p.Gift, Values: append([]Value{}, e.Values...), Steps: append(slices.Clone(e.Steps), Step{What: StepPrize, Part: &nth, Result: &sum})})
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(strings.Compare(a.AgentNo, b.AgentNo), strings.Compare(a.PersonID, b.PersonID))
	})
	return out
}
