package sim

// Program is a model made ready: names are numbers, defaults are filled in,
// everything was checked. It does not change and may be run many times at once.
type Program struct {
	name      string
	day       float64
	days      int
	interval  float64
	intervals int // of a day
	warmUp    float64
	hours     []span
	clear     bool // at closing
	ownHours  bool // a type has hours of its own
	busyness  sampler
	every     float64 // busyness is drawn so often
	lines     []int
	types     []contactType
	groups    []agentGroup
	agents    []agent // of all groups, group after group
	script    []cue   // what happens every day, in order
	shiftCues []cue   // of shifts, before they are sorted in
	work      []sampler
	wrapUp    []sampler
	delay     []float64 // type × group: wait after which the group may take the type
	usesLines bool
	outbound  []int // types with outbound work
	perDay    float64
}

// contactType is a type of contacts.
type contactType struct {
	name          string
	key           uint64 // of its random streams
	inbound       bool   // has arrivals: counted in the total
	hours         []span // nil: the centre's
	rates         steps
	replay        []float64
	busyness      sampler
	noise         sampler
	patience      sampler
	ringing       sampler
	headStart     float64
	balking       float64
	balkAt        []BalkStep
	queueLimit    int // -1: none
	lines         int // -1: none
	route         []routeStep
	timeoutAfter  float64
	timeoutShare  float64
	timeoutTo     int // -1: message
	timeoutDelay  sampler
	hasTimeout    bool
	retry         float64
	retryDelay    sampler
	retryLimit    uint8
	threshold     float64
	short         float64
	outbound      *outboundWork
	groups        []int32 // that have the skill
	alwaysPatient bool
}

// routeStep is groups and the wait from which they take the type.
type routeStep struct {
	groups []int32
	after  float64
	pick   pick
}

type pick uint8

const (
	pickList pick = iota
	pickLongestIdle
	pickMostIdle
	pickRandom
)

// outboundWork is how a type's own work is begun.
type outboundWork struct {
	dialer       bool
	hours        []span
	reserve      int
	minimumIdle  int
	watch        []int32
	watchIdle    int
	backlog      int // -1: without end
	perIdle      float64
	extra        float64
	countRinging bool
	reach        steps
	ring         sampler
	ringFailed   sampler
}

// agentGroup is a group of agents.
type agentGroup struct {
	name       string
	key        uint64 // of its random streams
	first      int    // its agents in Program.agents
	size       int
	shifts     bool
	tiers      []tier
	absence    float64
	attendance []Attendance
	plan       steps // agents on duty, without shifts
}

// tier is types of one priority.
type tier struct {
	types []int32
	delay []float64
}

// agent is one agent of a group.
type agent struct{ group int32 }

// cueKind is what a cue does.
type cueKind uint8

// In the order in which cues of the same moment happen.
const (
	cueDay      cueKind = iota // a day begins
	cueInterval                // an interval begins
	cueClose                   // the centre closes
	cueShut                    // a type closes
	cueStaff                   // a group has another number of agents
	cueShiftEnd                // an agent's shift ends
	cueBreak                   // an agent's break begins
	cueShiftOn                 // an agent's shift begins
	cueOpen                    // the centre opens
	cueUnlock                  // a type opens
	cueOutbound                // outbound work may begin
	cueWarm                    // the warm-up ends; the horizon's only
	cueEnd                     // the end of the last day; the horizon's only
)

// cue is something that happens at a time of day.
type cue struct {
	at   float64
	kind cueKind
	who  int32   // group, agent or type
	n    float64 // agents, or length of a break
}

// Types names the types, in the model's order.
func (p *Program) Types() []string {
	out := make([]string, len(p.types))
	for i := range p.types {
		out[i] = p.types[i].name
	}
	return out
}

// Groups names the groups, in the model's order.
func (p *Program) Groups() []string {
	out := make([]string, len(p.groups))
	for i := range p.groups {
		out[i] = p.groups[i].name
	}
	return out
}

// ContactsPerReplication is how many contacts arrive in one replication on average,
// retrials and outbound work left out.
func (p *Program) ContactsPerReplication() float64 { return p.perDay * float64(p.days) }

func (p *Program) horizon() float64 { return p.day * float64(p.days) }
