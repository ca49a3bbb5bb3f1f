package org

// Directory is the organisation in memory, as one version of it. It is shared
// between callers and must not be changed.
type Directory struct {
	Version int64 // differs whenever anything in it does
	Queues  []DirectoryQueue
	People  []DirectoryPerson
	Teams   []Team
	Sites   []Site
	Skills  []Skill

	index *directoryIndex
}

// DirectoryQueue is a queue as the metric engine needs it. Archived queues
// are included: their past contacts still count.
type DirectoryQueue struct {
	ID      string
	Code    string
	Name    string
	Channel string
	SkillID string
	SiteID  string
	Active  bool

	MergedInto string // the queue it was found to be the same as; "" for most
}

// DirectoryPerson is a person as the metric engine needs them.
type DirectoryPerson struct {
	ID      string
	AgentNo string
	Name    string
	Active  bool
}

type directoryIndex struct {
	queues      map[string]int
	people      map[string]int
	teams       map[string]int
	sites       map[string]int
	skills      map[string]int
	memberships map[string][]span       // by person, sorted by From
	leaders     map[string][]span       // by team, sorted by From
	parameters  map[string][]Parameters // by queue with own ones; "" the centre's
}

// Queue finds a queue by id.
func (d Directory) Queue(id string) (DirectoryQueue, bool) {
	return at(d.Queues, d.index, func(x *directoryIndex) map[string]int { return x.queues }, id)
}

// Person finds a person by id.
func (d Directory) Person(id string) (DirectoryPerson, bool) {
	return at(d.People, d.index, func(x *directoryIndex) map[string]int { return x.people }, id)
}

// Team finds a team by id.
func (d Directory) Team(id string) (Team, bool) {
	return at(d.Teams, d.index, func(x *directoryIndex) map[string]int { return x.teams }, id)
}

// Site finds a site by id.
func (d Directory) Site(id string) (Site, bool) {
	return at(d.Sites, d.index, func(x *directoryIndex) map[string]int { return x.sites }, id)
}

// Skill finds a skill by id.
func (d Directory) Skill(id string) (Skill, bool) {
	return at(d.Skills, d.index, func(x *directoryIndex) map[string]int { return x.skills }, id)
}

func at[T any](rows []T, x *directoryIndex, of func(*directoryIndex) map[string]int, id string) (T, bool) {
	var none T
	if x == nil {
		return none, false
	}
	i, ok := of(x)[id]
	if !ok {
		return none, false
	}
	return rows[i], true
}

// TeamOf is the team the person was in on the day (YYYY-MM-DD, the centre's
// calendar), "" when in none.
func (d Directory) TeamOf(personID, dayOn string) string {
	if d.index == nil {
		return ""
	}
	return valueOn(d.index.memberships[personID], dayOn)
}

// LeaderOf is the person who led the team on the day, "" when nobody did.
func (d Directory) LeaderOf(teamID, dayOn string) string {
	if d.index == nil {
		return ""
	}
	return valueOn(d.index.leaders[teamID], dayOn)
}

// Stretch is a stretch of days of a team or of who led it, both ends included.
type Stretch struct {
	ID     string // of the team, or of who led it
	FromOn string
	ToOn   string // "" while it lasts
}

// Memberships are in which teams the person was, is and will be, in order.
func (d Directory) Memberships(personID string) []Stretch {
	if d.index == nil {
		return nil
	}
	return stretched(d.index.memberships[personID])
}

// Leaderships are who led, leads and will lead the team, in order.
func (d Directory) Leaderships(teamID string) []Stretch {
	if d.index == nil {
		return nil
	}
	return stretched(d.index.leaders[teamID])
}

func stretched(spans []span) []Stretch {
	out := make([]Stretch, 0, len(spans))
	for _, s := range spans {
		out = append(out, Stretch{ID: s.Value, FromOn: s.From, ToOn: s.To})
	}
	return out
}

// ParametersOf are what the numbers of a queue depend on, in order of days and
// without gaps; of the centre for an id that is "" or no queue's.
func (d Directory) ParametersOf(queueID string) []Parameters {
	if d.index == nil {
		return nil
	}
	if own, ok := d.index.parameters[queueID]; ok {
		return own
	}
	return d.index.parameters[""]
}

// SiteOf is the site of the team the person was in on the day.
func (d Directory) SiteOf(personID, dayOn string) string {
	t, _ := d.Team(d.TeamOf(personID, dayOn))
	return t.SiteID
}

func (d *Directory) reindex(memberships, leaders map[string][]span, all map[string]histories) {
	centre := stretches(nil, all[centreSubject], false)
	parameters := map[string][]Parameters{"": centre}
	for subject, own := range all {
		if subject != centreSubject {
			parameters[subject] = stretches(centre, own, true)
		}
	}
	d.index = &directoryIndex{
		queues:      positions(d.Queues, func(q DirectoryQueue) string { return q.ID }),
		people:      positions(d.People, func(p DirectoryPerson) string { return p.ID }),
		teams:       positions(d.Teams, func(t Team) string { return t.ID }),
		sites:       positions(d.Sites, func(s Site) string { return s.ID }),
		skills:      positions(d.Skills, func(s Skill) string { return s.ID }),
		memberships: memberships,
		leaders:     leaders,
		parameters:  parameters,
	}
}

func positions[T any](rows []T, id func(T) string) map[string]int {
	m := make(map[string]int, len(rows))
	for i, r := range rows {
		m[id(r)] = i
	}
	return m
}
