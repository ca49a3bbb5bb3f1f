package org

import "github.com/lingting/lingting/internal/kit/fault"

// Person is someone who handles or leads; agents are known by their number.
type Person struct {
	ID         string  `json:"id"`
	AgentNo    string  `json:"agent_no"`
	Name       string  `json:"name"`
	Aliases    []Alias `json:"aliases"`
	Team       *Named  `json:"team,omitempty" doc:"the team of today; in a list, of the day asked for"`
	Discovered bool    `json:"discovered" doc:"first seen in telephony data and not yet completed"`
	Active     bool    `json:"active"`
	MergedInto string  `json:"merged_into,omitempty" doc:"the person they were found to be the same as"`
	Rev        int64   `json:"rev"`
}

// Alias is the name a telephony source uses for a queue or person.
type Alias struct {
	Source   string `json:"source"`
	External string `json:"external"`
}

// Named is a reference with its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PersonSkill is a skill a person holds, with its level.
type PersonSkill struct {
	SkillID string `json:"skill_id"`
	Code    string `json:"code"`
	Name    string `json:"name"`
	Level   int    `json:"level" doc:"1 to 10, 10 the best"`
}

func (p Person) check() error {
	var w fault.Collector
	checkCode(&w, "body.agent_no", p.AgentNo)
	checkText(&w, "body.name", p.Name, maxExternal)
	checkAliases(&w, p.Aliases)
	return w.Err("org.person.invalid", "The person has wrong values.")
}

func checkAliases(w *fault.Collector, aliases []Alias) {
	seen := map[Alias]bool{}
	for _, a := range aliases {
		checkText(w, "body.aliases.source", a.Source, maxName)
		checkText(w, "body.aliases.external", a.External, maxExternal)
		if seen[a] {
			w.Add("body.aliases", "repeated", "names "+a.Source+"/"+a.External+" twice")
		}
		seen[a] = true
	}
}
