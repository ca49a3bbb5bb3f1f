package shared

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// Group is a skill group.
type Group struct {
	Name     string   `json:"name" maxLength:"400"`
	QueueIDs []string `json:"queue_ids" maxItems:"100" doc:"queues its people serve, those they are best at first"`
	Cost     float64  `json:"cost_per_hour" doc:"of a person there for contacts; in any unit that all groups share"`
	Most     *int     `json:"most,omitempty" doc:"people there at once at most; absent: no limit"`
	People   int      `json:"people,omitempty" doc:"who have the skills, as the organisation knows them"`
}

// Limits of what is asked.
const (
	mostGroups = 40
	mostName   = 100
	mostCost   = 1e6
	mostAgents = 10_000
)

// checkGroups says what is wrong with groups; known are the queues of the plan
// that have a requirement.
func checkGroups(w *fault.Collector, groups []Group, known func(queueID string) bool) {
	if len(groups) == 0 || len(groups) > mostGroups {
		w.Add("body.groups", "range", "must be 1 to 40 groups")
	}
	names := map[string]bool{}
	for i := range groups {
		g := &groups[i]
		field := "body.groups." + number(i)
		g.Name = strings.TrimSpace(g.Name)
		switch {
		case g.Name == "":
			w.Add(field+".name", "required", "must not be empty")
		case len([]rune(g.Name)) > mostName:
			w.Add(field+".name", "too_long", "must have at most 100 characters")
		case names[g.Name]:
			w.Add(field+".name", "duplicate", "another group has this name")
		}
		names[g.Name] = true
		if len(g.QueueIDs) == 0 {
			w.Add(field+".queue_ids", "required", "must not be empty")
		}
		seen := map[string]bool{}
		for _, q := range g.QueueIDs {
			switch {
			case !known(q):
				w.Add(field+".queue_ids", "unknown", "the plan has no requirement of this queue")
			case seen[q]:
				w.Add(field+".queue_ids", "duplicate", "names a queue twice")
			}
			seen[q] = true
		}
		if !(g.Cost > 0 && g.Cost <= mostCost) {
			w.Add(field+".cost_per_hour", "range", "must be above 0 and at most 1,000,000")
		}
		if g.Most != nil && (*g.Most < 0 || *g.Most > mostAgents) {
			w.Add(field+".most", "range", "must be from 0 to 10,000")
		}
	}
}

// perSkill is what a further queue adds to the usual cost of an hour: people
// with more skills are taken to earn somewhat more, so that they are not asked
// for where specialists do.
const perSkill = 0.03

// groupsOf are the groups of people with the same queues, the largest first.
// Queues that nobody has the skill for get a group without people.
func groupsOf(dir org.Directory, skills map[string][]string, queues []org.DirectoryQueue) []Group {
	var out []Group
	at := map[string]int{}
	served := map[string]bool{}
	for _, p := range dir.People {
		if !p.Active {
			continue
		}
		var names, ids []string
		for _, s := range skills[p.ID] { // the best level first
			for _, q := range queues {
				if q.SkillID == s && s != "" {
					names, ids = append(names, q.Name), append(ids, q.ID)
				}
			}
		}
		if len(ids) == 0 {
			continue
		}
		key := strings.Join(slices.Sorted(slices.Values(ids)), " ")
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, Group{Name: strings.Join(names, " + "), QueueIDs: ids, Cost: cost(len(ids))})
		}
		out[i].People++
		for _, q := range ids {
			served[q] = true
		}
	}
	for _, q := range queues {
		if !served[q.ID] {
			out = append(out, Group{Name: q.Name, QueueIDs: []string{q.ID}, Cost: cost(1)})
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.People, a.People) })
	return out
}

func cost(queues int) float64 { return 1 + perSkill*float64(queues-1) }
