package sim

// Model is a centre to simulate, as in a model file. Times of day count from
// the beginning of a simulated day; times are seconds (see Duration).
type Model struct {
	Name      string        `json:"name,omitempty" doc:"What the centre is called in results."`
	Note      string        `json:"note,omitempty" doc:"Anything worth saying about the model; not used."`
	Day       *Duration     `json:"day,omitempty" doc:"Length of a simulated day; 24h without it. Rates, agents and hours repeat every day. A week with days that differ is one day of 168h."`
	Days      *int          `json:"days,omitempty" doc:"Days of one replication, one after the other without a break; 1 without it."`
	Interval  *Duration     `json:"interval,omitempty" doc:"Length of the intervals of the results, which must divide the day; 30m without it. The same interval of all days of a replication is one."`
	WarmUp    *Duration     `json:"warm_up,omitempty" doc:"Time from the beginning that results leave out; 0 without it."`
	Hours     []Span        `json:"hours,omitempty" doc:"Opening hours of each day; always open without it. Outside, rates count as 0 and other arrivals are blocked."`
	Closing   string        `json:"closing,omitempty" enum:"serve,clear" doc:"What happens to those who wait when the centre closes: serve (agents whose shift ends stay until nobody waits; the default) or clear (they are disconnected)."`
	Threshold *Duration     `json:"threshold,omitempty" doc:"The T of service levels; 20s without it. A wait of exactly T is within."`
	Short     *Duration     `json:"short,omitempty" doc:"An abandonment after at most this wait is short; 5s without it."`
	Busyness  *Distribution `json:"busyness,omitempty" doc:"A factor drawn once a day that multiplies the rates of all types; gamma with mean 1 as a rule."`
	Every     *Duration     `json:"busyness_every,omitempty" doc:"How often busyness is drawn: it must divide the day, which is its length without it. A week as one day of 168h has 24h here."`
	Lines     []LineGroup   `json:"lines,omitempty" doc:"Telephone lines: a contact takes one from its arrival to the end of its service and is blocked when none is free."`
	Types     []Type        `json:"types" doc:"The types of contacts. The results' total is over the types with arrivals."`
	Groups    []Group       `json:"groups" doc:"The groups of agents. Agents of a group have the same skills."`
	Mixes     []Mix         `json:"mixes,omitempty" doc:"Limits of several groups together, for the search for agents; not used in a simulation."`
}

// Span is a part of the day.
type Span struct {
	From Duration `json:"from" doc:"Beginning, time of day."`
	To   Duration `json:"to" doc:"End, time of day."`
}

// LineGroup is lines that types share.
type LineGroup struct {
	Count int      `json:"count" doc:"How many lines, at least 1."`
	Types []string `json:"types,omitempty" doc:"The types that use them; all without it. A type uses one group of lines."`
}

// Type is a type of contacts.
type Type struct {
	Name       string        `json:"name" doc:"Its name."`
	Hours      []Span        `json:"hours,omitempty" doc:"Opening hours of the type on each day, within those of the centre; the centre's without it. Outside, its rates count as 0 and other arrivals of it are blocked; at its closing, closing says what happens to those of it who wait."`
	Arrivals   *Arrivals     `json:"arrivals,omitempty" doc:"When contacts come. Without arrivals and without outbound, only timeouts of other types lead to it."`
	Outbound   *Outbound     `json:"outbound,omitempty" doc:"Work that the centre begins itself when agents are idle."`
	Patience   *Distribution `json:"patience,omitempty" doc:"How long a contact waits before it abandons; for ever without it."`
	Balking    *float64      `json:"balking,omitempty" doc:"Probability that a contact that must wait leaves at once (patience 0); it counts as abandoned after 0 s."`
	BalkAt     []BalkStep    `json:"balk_at,omitempty" doc:"Probability of leaving at once by how many of the type wait already; 0 below the first step."`
	Service    *Distribution `json:"service,omitempty" doc:"Service time, wherever a skill does not say otherwise."`
	WrapUp     *Distribution `json:"wrap_up,omitempty" doc:"Work of the agent after the contact has ended (its line is free then)."`
	Ringing    *Distribution `json:"ringing,omitempty" doc:"Time from the choice of an agent to the answer. The contact waits on and may still give up; the agent is busy. 0 without it."`
	HeadStart  *Duration     `json:"head_start,omitempty" doc:"A wait that contacts of the type are counted as having had already when a free agent chooses who waits longest of types of the same priority; below 0 they stand back. 0 without it."`
	QueueLimit *int          `json:"queue_limit,omitempty" doc:"How many of the type can wait; others are blocked. No limit without it."`
	Route      []Step        `json:"route,omitempty" doc:"Which groups take the type, in order; all that have the skill in their order without it. A waiting contact goes to agents by their own order of skills."`
	Timeout    *Timeout      `json:"timeout,omitempty" doc:"What happens to a contact that has waited for a time: voicemail or another type, as a callback."`
	Retrial    *Retrial      `json:"retrial,omitempty" doc:"Contacts that did not get through may come again."`
	Threshold  *Duration     `json:"threshold,omitempty" doc:"T of this type."`
	Short      *Duration     `json:"short,omitempty" doc:"Short abandonments of this type."`
	Target     *Target       `json:"target,omitempty" doc:"What must hold in every interval, for the search for agents; not used in a simulation."`
}

// Target is what must hold for a type in every interval.
type Target struct {
	Level       *float64  `json:"level,omitempty" doc:"Service level at least, above 0 and below 1, within the type's threshold."`
	Variant     string    `json:"variant,omitempty" enum:"sl-off,sl-ans,sl-neg,sl-pos,sl-ign,sl-shc,sl-shx,sl-flo,sl-nob,sl-rem,sl-evt,sl-pen" doc:"How the service level is counted; sl-off without it."`
	ASA         *Duration `json:"asa,omitempty" doc:"Mean wait of the answered at most."`
	Abandonment *float64  `json:"abandonment,omitempty" doc:"Share of the offered that abandons at most."`
	Occupancy   *float64  `json:"occupancy,omitempty" doc:"Occupancy at most, of all agents with the skill together."`
}

// Arrivals says when contacts of a type come: by a rate (Poisson), or at given times.
type Arrivals struct {
	PerHour  *Profile      `json:"per_hour,omitempty" doc:"Rate of a Poisson process, contacts per hour."`
	Times    []Duration    `json:"times,omitempty" doc:"Given arrival times from the beginning of the first day, ascending, the same in every replication: a replay of what came."`
	Busyness *Distribution `json:"busyness,omitempty" doc:"A factor of this type drawn once a day; multiplies with the centre's."`
	Noise    *Distribution `json:"noise,omitempty" doc:"A factor of this type drawn for every interval of the results; multiplies with busyness. With it the rate is uncertain by the interval too; gamma with mean 1 as a rule."`
}

// BalkStep is a probability of leaving from a length of the queue on.
type BalkStep struct {
	Waiting     int     `json:"waiting" doc:"From so many waiting on."`
	Probability float64 `json:"probability" doc:"0 to 1."`
}

// Ways to choose between the groups of a step.
const (
	PickList        = "list"
	PickLongestIdle = "longest_idle"
	PickMostIdle    = "most_idle"
	PickRandom      = "random"
)

// Step is groups that may take a contact from some wait on.
type Step struct {
	Groups []string `json:"groups" doc:"Groups with the skill."`
	After  Duration `json:"after,omitempty" doc:"Wait after which the groups may take the contact: overflow with a delay. 0 without it."`
	Pick   string   `json:"pick,omitempty" enum:"list,longest_idle,most_idle,random" doc:"How an idle agent is chosen: the first group of the list that has one (the default), whoever is idle longest, the group with most idle agents, or any idle agent at random. Within a group it is always who is idle longest."`
}

// Timeout ends a wait.
type Timeout struct {
	After       Duration      `json:"after" doc:"Wait after which it happens."`
	Probability *float64      `json:"probability,omitempty" doc:"Share of contacts that accept it; 1 without it. The others wait on."`
	To          string        `json:"to,omitempty" doc:"The type the contact goes on as, such as callbacks; a message (voicemail) that ends it without it."`
	Delay       *Distribution `json:"delay,omitempty" doc:"Time until it arrives as the other type; at once without it."`
}

// Retrial is a contact that comes again.
type Retrial struct {
	Probability float64       `json:"probability" doc:"Probability of coming again after having abandoned, balked or been blocked."`
	Delay       *Distribution `json:"delay" doc:"Time until then."`
	Limit       *int          `json:"limit,omitempty" doc:"How often at most; 10 without it."`
}

// Ways of outbound work.
const (
	FillIn = "fill_in"
	Dialer = "dialer"
)

// Outbound is work the centre begins itself.
type Outbound struct {
	Mode         string        `json:"mode" enum:"fill_in,dialer" doc:"fill_in: an idle agent begins a piece of work at once (mail, a call list dialled by hand). dialer: numbers are dialled for idle agents, and who is reached is a contact that waits if all became busy."`
	Hours        []Span        `json:"hours,omitempty" doc:"When it is done; in the opening hours without it."`
	Reserve      int           `json:"reserve,omitempty" doc:"Idle agents of the groups with the skill that are kept free."`
	MinimumIdle  int           `json:"minimum_idle,omitempty" doc:"Idle agents of the groups with the skill that there must be; 1 without it."`
	Watch        []string      `json:"watch,omitempty" doc:"Groups whose idle agents are counted for watch_idle; all without it."`
	WatchIdle    int           `json:"watch_idle,omitempty" doc:"Idle agents of the watched groups that there must be."`
	Backlog      *int          `json:"backlog,omitempty" doc:"Pieces of work or numbers a day; without end without it."`
	PerIdle      *float64      `json:"per_idle,omitempty" doc:"Dialer: numbers to dial for each idle agent over the reserve; 1 without it."`
	Extra        float64       `json:"extra,omitempty" doc:"Dialer: numbers to dial beyond that."`
	CountRinging *bool         `json:"count_ringing,omitempty" doc:"Dialer: numbers that are being dialled count against it; true without it. When false, numbers are dialled only when an agent becomes idle or the hours begin."`
	Reach        *Profile      `json:"reach,omitempty" doc:"Dialer: probability that somebody is reached; 1 without it."`
	Ring         *Distribution `json:"ring,omitempty" doc:"Dialer: time until somebody is reached."`
	RingFailed   *Distribution `json:"ring_failed,omitempty" doc:"Dialer: time until a number is given up; as ring without it."`
}

// Group is agents with the same skills.
type Group struct {
	Name       string       `json:"name" doc:"Its name."`
	Agents     *Profile     `json:"agents,omitempty" doc:"How many agents are on duty, by time of day. When the number goes down, idle agents leave at once and busy ones when they are done."`
	Shifts     []Shift      `json:"shifts,omitempty" doc:"Agents by their own shifts with breaks, in place of agents."`
	Absence    float64      `json:"absence,omitempty" doc:"Probability that an agent does not come on a day, each for himself."`
	Attendance []Attendance `json:"attendance,omitempty" doc:"A random number of agents that come on a day at most; agents limits it."`
	Skills     []Skill      `json:"skills" doc:"What the agents can do. An agent who becomes free takes the first type of the list that waits."`
	Order      string       `json:"order,omitempty" enum:"list,longest_wait" doc:"list: the order of skills, or of their priority (the default). longest_wait: whoever waits longest of all types."`
	Staffing   *Staffing    `json:"staffing,omitempty" doc:"Makes the group one whose agents are searched for, by cost and limits; agents and shifts are not needed then. Not used in a simulation."`
}

// Staffing is what an agent of a group costs and how many there may be.
type Staffing struct {
	Cost  float64  `json:"cost" doc:"Cost of an agent for an hour on duty, above 0, in any unit that all groups share."`
	Least *Profile `json:"least,omitempty" doc:"Fewest agents, by time of day; 0 without it."`
	Most  *Profile `json:"most,omitempty" doc:"Most agents, by time of day (0 where a profile says nothing); no limit without it."`
}

// Mix limits several groups together, in every interval.
type Mix struct {
	Groups     []string `json:"groups" doc:"The groups, all of them with staffing."`
	Least      *Profile `json:"least,omitempty" doc:"Fewest agents of them together, by time of day."`
	Most       *Profile `json:"most,omitempty" doc:"Most agents of them together, by time of day."`
	LeastShare *float64 `json:"least_share,omitempty" doc:"Smallest share of them in the agents of all groups with staffing."`
	MostShare  *float64 `json:"most_share,omitempty" doc:"Largest share of them in the agents of all groups with staffing."`
}

// Attendance is a number of agents and how likely it is.
type Attendance struct {
	Agents      int     `json:"agents" doc:"How many come."`
	Probability float64 `json:"probability" doc:"How likely; all sum to 1."`
}

// Shift is agents who come and go together.
type Shift struct {
	Count  *int     `json:"count,omitempty" doc:"How many agents; 1 without it."`
	From   Duration `json:"from" doc:"Beginning, time of day."`
	To     Duration `json:"to" doc:"End, time of day; before from, it is on the next day."`
	Breaks []Break  `json:"breaks,omitempty" doc:"Breaks of each. A break that falls into a service begins after it and is as long."`
}

// Break is a pause in a shift.
type Break struct {
	At  Duration `json:"at" doc:"Beginning, time of day."`
	For Duration `json:"for" doc:"Its length."`
}

// Skill is a type a group can serve.
type Skill struct {
	Type          string        `json:"type" doc:"Name of the type."`
	Priority      *int          `json:"priority,omitempty" doc:"Smaller goes first; of the same priority whoever waits longest. Given for all skills of a group or for none: without it the order of the list."`
	ServiceFactor *float64      `json:"service_factor,omitempty" doc:"Proficiency: multiplies the type's service time; 1 without it."`
	Service       *Distribution `json:"service,omitempty" doc:"Service time of this group and type in place of the type's."`
	WrapUp        *Distribution `json:"wrap_up,omitempty" doc:"Wrap-up of this group and type in place of the type's."`
}
