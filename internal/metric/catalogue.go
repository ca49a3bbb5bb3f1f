package metric

import (
	"context"
	"sort"

	"github.com/lingting/lingting/calc/formula"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Metric is one metric of the catalogue: the version in force today, and all
// its versions. Its Parameters are filled up with the centre's defaults; those
// of Versions are only what each version pins.
type Metric struct {
	Definition
	Versions []Definition `json:"versions"`
	Takes    []string     `json:"takes" doc:"parameters the number depends on"`
	UsedIn   []Use        `json:"used_in"`
	Archived bool         `json:"archived"`
	Rev      int64        `json:"rev"`
	// InForce is told when the centre has changed, or will change, a parameter
	// the number depends on.
	InForce []InForce `json:"parameter_history,omitempty" doc:"values of the centre's parameters by day, when they have changed"`
}

// catalogue is every metric with its versions, at one moment.
type catalogue struct {
	order []string
	items map[string]*item
	today string
	// history is what the centre's parameters were, are and will be.
	history []org.Parameters
}

type item struct {
	versions []Definition // by version, never empty
	archived bool
	rev      int64
}

func (s *Service) catalogue(ctx context.Context, tx *sqldb.Tx) (*catalogue, org.Centre, error) {
	centre, err := s.org.Centre(ctx, tx)
	if err != nil {
		return nil, centre, err
	}
	known, err := loadStored(ctx, tx)
	if err != nil {
		return nil, centre, err
	}
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, centre, err
	}
	c := &catalogue{history: dir.ParametersOf(""), items: make(map[string]*item, len(builtins)+len(known)), today: centre.Day(s.clk.Now())}
	for _, d := range builtins {
		c.order = append(c.order, d.ID)
		c.items[d.ID] = itemOf(known[d.ID], d)
		delete(known, d.ID)
	}
	var own []string
	for id, k := range known {
		if len(k.versions) > 0 {
			own = append(own, id)
			c.items[id] = itemOf(k)
		}
	}
	sort.Slice(own, func(i, j int) bool {
		a, b := c.items[own[i]].versions[0], c.items[own[j]].versions[0]
		if a.CreatedMs != b.CreatedMs {
			return a.CreatedMs < b.CreatedMs
		}
		return own[i] < own[j]
	})
	c.order = append(c.order, own...)
	return c, centre, nil
}

func itemOf(k *stored, first ...Definition) *item {
	x := &item{versions: first, rev: 1}
	if k != nil {
		x.versions = append(x.versions, k.versions...)
		x.archived, x.rev = k.archived, k.rev
	}
	return x
}

func (x *item) last() Definition { return x.versions[len(x.versions)-1] }

func (x *item) version(n int) (Definition, bool) {
	for _, d := range x.versions {
		if d.Version == n {
			return d, true
		}
	}
	return Definition{}, false
}

// find answers the version a name refers to; without a version the one in
// force on the day.
func (c *catalogue) find(day string) func(ref string) (Definition, bool) {
	return func(ref string) (Definition, bool) {
		id, version := formula.SplitRef(ref)
		x, ok := c.items[id]
		if !ok {
			return Definition{}, false
		}
		if version > 0 {
			return x.version(version)
		}
		return inForce(x.versions, day), true
	}
}

// current lists the version in force today of every metric not archived.
func (c *catalogue) current() []Definition {
	out := make([]Definition, 0, len(c.order))
	for _, id := range c.order {
		if x := c.items[id]; !x.archived {
			out = append(out, inForce(x.versions, c.today))
		}
	}
	return out
}

func (c *catalogue) vocabulary() formula.Vocabulary { return vocabularyOf(c.current()) }

// metric shows one metric.
func (c *catalogue) metric(id string, centre org.Centre, uses map[string][]Use) Metric {
	x := c.items[id]
	d := inForce(x.versions, c.today)
	m := Metric{Definition: d, Versions: x.versions, Takes: d.Takes(), UsedIn: uses[id], Archived: x.archived, Rev: x.rev}
	if m.UsedIn == nil {
		m.UsedIn = []Use{}
	}
	m.Parameters = Parameters{}
	for _, p := range m.Takes {
		switch p {
		case ParamThreshold:
			m.Parameters[p] = float64(centre.ServiceLevelThresholdMs)
		case ParamShortAbandon:
			m.Parameters[p] = float64(centre.ShortAbandonMs)
		case ParamRepeatWindow:
			m.Parameters[p] = float64(centre.RepeatWindowHours)
		}
	}
	m.InForce = c.changes(m.Takes, d.Parameters)
	for k, v := range d.Parameters {
		m.Parameters[k] = v
	}
	return m
}

// changes are the centre's parameters by day, when one that a metric takes and
// does not pin has more than one value.
func (c *catalogue) changes(takes []string, pinned Parameters) []InForce {
	differ := false
	for _, name := range takes {
		if _, fixed := pinned[name]; fixed {
			continue
		}
		for i := 1; i < len(c.history); i++ {
			a, b := c.history[i-1], c.history[i]
			differ = differ || name == ParamThreshold && a.ThresholdMs != b.ThresholdMs ||
				name == ParamShortAbandon && a.ShortAbandonMs != b.ShortAbandonMs || name == ParamRepeatWindow && a.RepeatWindowHours != b.RepeatWindowHours
		}
	}
	if !differ {
		return nil
	}
	return inForceOf(c.history, nil)
}

// uses finds every place that mentions a metric. Only what the reader may see
// is told by name; views of others count without their names.
func (s *Service) uses(ctx context.Context, tx *sqldb.Tx, c *catalogue, centre org.Centre) (map[string][]Use, error) {
	out := map[string][]Use{}
	add := func(id string, u Use) { out[id] = append(out[id], u) }
	add(centre.ServiceLevelVariant, Use{Kind: "centre", ID: "centre", Name: centre.Name})
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, q := range dir.Queues {
		if q.Active && org.ParametersOn(dir.ParametersOf(q.ID), c.today).Own {
			add(centre.ServiceLevelVariant, Use{Kind: "queue_target", ID: q.ID, Name: q.Name})
		}
	}
	for _, id := range c.order {
		x := c.items[id]
		if x.archived {
			continue
		}
		mentioned := map[string]bool{}
		for _, d := range x.versions {
			for _, ref := range d.Uses {
				used, version := formula.SplitRef(ref)
				if version > 0 && !mentioned[used] {
					mentioned[used] = true
					add(used, Use{Kind: "derived", ID: id, Name: x.last().NameZH + " / " + x.last().NameEN})
				}
			}
		}
	}
	views, err := loadViews(ctx, tx)
	if err != nil {
		return nil, err
	}
	actor, _ := authz.From(ctx)
	for _, v := range views {
		u := Use{Kind: "view", ID: v.ID, Name: v.Name}
		if !v.Shared && v.OwnerID != actor.UserID {
			u.ID, u.Name = "", ""
		}
		for id := range v.mentions() {
			if _, ok := c.items[id]; ok {
				add(id, u)
			}
		}
	}
	return out, nil
}

// List gives the catalogue: built-in metrics first, then the centre's own.
func (s *Service) List(ctx context.Context) ([]Metric, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	out := []Metric{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, centre, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		uses, err := s.uses(ctx, tx, c, centre)
		if err != nil {
			return err
		}
		for _, id := range c.order {
			if !c.items[id].archived {
				out = append(out, c.metric(id, centre, uses))
			}
		}
		return nil
	})
	return out, err
}

// Get gives one metric, archived or not.
func (s *Service) Get(ctx context.Context, id string) (Metric, error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return Metric{}, err
	}
	var out Metric
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.metric(ctx, tx, id)
		return err
	})
	return out, err
}

func (s *Service) metric(ctx context.Context, tx *sqldb.Tx, id string) (Metric, error) {
	c, centre, err := s.catalogue(ctx, tx)
	if err != nil {
		return Metric{}, err
	}
	if c.items[id] == nil {
		return Metric{}, unknownMetric(id, c)
	}
	uses, err := s.uses(ctx, tx, c, centre)
	if err != nil {
		return Metric{}, err
	}
	return c.metric(id, centre, uses), nil
}

func unknownMetric(ref string, c *catalogue) error {
	id, _ := formula.SplitRef(ref)
	if near := formula.Suggest(id, c.vocabulary()); near != "" {
		return fault.NotFoundf("metric.unknown", "There is no metric %s; did you mean %s?", ref, near)
	}
	return fault.NotFoundf("metric.unknown", "There is no metric %s.", ref)
}

// Resolve gives the versions of a metric with the days they are in force, in
// order of days and without gaps: one segment without limits for "sl-off@1",
// one or more for "sl-off". It asks for no permission: the caller does.
func (s *Service) Resolve(ctx context.Context, tx *sqldb.Tx, ref string) ([]Segment, error) {
	id, version := formula.SplitRef(ref)
	known, err := loadStoredOne(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var first []Definition
	if d, ok := BuiltinByID(id); ok {
		first = append(first, d)
	}
	x := itemOf(known, first...)
	if len(x.versions) == 0 || ref != id && version == 0 {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return nil, err
		}
		return nil, unknownMetric(ref, c)
	}
	if version == 0 {
		return segmentsOf(x.versions), nil
	}
	d, ok := x.version(version)
	if !ok {
		return nil, fault.NotFoundf("metric.unknown_version", "The metric %s has no version %d; its newest is %d.", id, version, x.last().Version)
	}
	return []Segment{{Definition: d}}, nil
}

// Words are what a formula may be made of.
type Words struct {
	Measures  []Measure          `json:"measures"`
	Metrics   []Word             `json:"metrics"`
	Functions []formula.Function `json:"functions"`
}

// Word is a metric a formula may refer to.
type Word struct {
	ID      string `json:"id"`
	Version int    `json:"version" doc:"in force today"`
	NameZH  string `json:"name_zh"`
	NameEN  string `json:"name_en"`
	Unit    string `json:"unit"`
}

// Vocabulary gives what a formula may be made of.
func (s *Service) Vocabulary(ctx context.Context) (Words, error) {
	w := Words{Measures: measures, Metrics: []Word{}, Functions: formula.Functions()}
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return w, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range c.current() {
			if _, taken := MeasureByID(d.ID); !taken {
				w.Metrics = append(w.Metrics, Word{d.ID, d.Version, d.NameZH, d.NameEN, d.Unit})
			}
		}
		return nil
	})
	return w, err
}

// Check reads a formula as it is typed and tells what it would compute. self
// is the id of the metric it is for, "" for a new one.
func (s *Service) Check(ctx context.Context, src, self string) (Composed, error) {
	var out Composed
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		c, _, err := s.catalogue(ctx, tx)
		if err != nil {
			return err
		}
		out = compose(src, c.vocabulary(), c.find(c.today), self)
		return nil
	})
	return out, err
}
