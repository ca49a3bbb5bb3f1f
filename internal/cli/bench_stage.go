package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/cli/load"
	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony/ingest"
	"github.com/lingting/lingting/internal/telephony/live"
	"github.com/lingting/lingting/internal/telephony/sources"
)

const (
	benchSource = "switch"
	benchSecret = "a-centre-only-to-measure-on" //nolint:gosec // protects a folder that is thrown away
	teamSize    = 40
	queueSize   = 50 // agents a queue
)

// liveSize is a floor to measure on.
type liveSize struct {
	Agents int     `json:"agents"`
	Rate   float64 `json:"rate"`  // events a second
	Pages  int     `json:"pages"` // open boards and floors
	Hours  float64 `json:"hours"` // how much of an ordinary day lies behind
	Seed   uint64  `json:"seed"`
}

func (s liveSize) queues() int { return max(3, s.Agents/queueSize) }
func (s liveSize) teams() int  { return max(1, (s.Agents+teamSize-1)/teamSize) }

// viewer is somebody who looks at a page.
type viewer struct {
	login  string
	cookie *http.Cookie
	centre bool
}

// stage is a centre on a throw-away data folder, with a day behind it.
type stage struct {
	liveSize
	env     *Env
	folder  string
	work    *load.Generator
	told    *toldSoFar
	key     string // of the intake
	viewers []viewer
	board   string // id of a board whose tiles are all agents
	events  int    // of the day behind
	profile string // folder the server writes profiles to
}

// newStage sets the centre up and tells the day so far.
func (e *Env) newStage(ctx context.Context, size liveSize) (s *stage, err error) {
	s = &stage{liveSize: size, env: e}
	if s.folder, err = os.MkdirTemp("", "lingting-live-"); err != nil {
		return nil, err
	}
	if err := s.setUp(ctx); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *stage) remove() { _ = os.RemoveAll(s.folder) }

// open opens the folder, without a server and background work, for fn.
func (s *stage) open(ctx context.Context, fn func(context.Context, *app.App) error) (err error) {
	c, err := conf.Load(conf.Source{File: os.DevNull, Flags: map[string]string{"data": s.folder}})
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.Options{Conf: c, Version: s.env.Version, Command: "lingting bench", Log: s.env.Log})
	if err != nil {
		return err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err = errors.Join(err, a.Stop(stop))
	}()
	return fn(authz.With(ctx, authz.System("bench")), a)
}

func (s *stage) setUp(ctx context.Context) error {
	return s.open(ctx, func(ctx context.Context, a *app.App) error {
		a.Bus.Start() // tells what is set up, so that the server need not
		began := time.Now()
		if err := s.organise(ctx, a); err != nil {
			return fmt.Errorf("set up the centre: %w", err)
		}
		organised := time.Since(began)
		if err := s.tellDay(ctx, a); err != nil {
			return fmt.Errorf("tell the day so far: %w", err)
		}
		fmt.Fprintf(s.env.Err, "%d agents in %d teams and %d queues set up in %.0f s; %d events of the day so far told in %.0f s\n", s.Agents, s.teams(), s.queues(),
			organised.Seconds(), s.events, (time.Since(began) - organised).Seconds())
		return nil
	})
}

// afternoon is a zone in which it is between two and three in the afternoon,
// so that a day lies behind and midnight is far.
func afternoon(now time.Time) string {
	switch h := 14 - now.UTC().Hour(); {
	case h == 0:
		return "Etc/GMT"
	case h > 0:
		return fmt.Sprintf("Etc/GMT-%d", h) // the sign of these names is turned round
	default:
		return fmt.Sprintf("Etc/GMT+%d", -h)
	}
}

func (s *stage) organise(ctx context.Context, a *app.App) error {
	centre, err := a.Org.ReadCentre(ctx)
	if err != nil {
		return err
	}
	centre.Name, centre.Timezone = "Bench", afternoon(time.Now())
	if _, err := a.Org.PutCentre(ctx, centre, org.Since{}); err != nil {
		return err
	}
	sites := make([]string, 2)
	for i := range sites {
		site, err := a.Org.CreateSite(ctx, org.Site{Code: fmt.Sprintf("site-%d", i+1), Name: fmt.Sprintf("Site %d", i+1)})
		if err != nil {
			return err
		}
		sites[i] = site.ID
	}
	for i := range s.queues() {
		code := load.QueueCode(i)
		if _, err := a.Org.CreateQueue(ctx, org.Queue{Code: code, Name: "热线 " + code, Channel: "voice", Aliases: []org.Alias{{Source: benchSource, External: code}}}); err != nil {
			return err
		}
	}
	teams := make([]string, s.teams())
	for i := range teams {
		team, err := a.Org.CreateTeam(ctx, org.Team{Code: fmt.Sprintf("team-%03d", i), Name: fmt.Sprintf("坐席%03d组", i), SiteID: sites[i%len(sites)]})
		if err != nil {
			return err
		}
		teams[i] = team.ID
	}
	from := time.Now().AddDate(0, 0, -30).Format(time.DateOnly)
	for i := range s.Agents {
		no := load.AgentNo(i)
		p, err := a.Org.CreatePerson(ctx, org.Person{AgentNo: no, Name: "坐席" + no, Aliases: []org.Alias{{Source: benchSource, External: no}}})
		if err != nil {
			return err
		}
		if _, err := a.Org.Join(ctx, p.ID, org.NewMembership{TeamID: teams[i/teamSize], FromOn: from, Correction: true, Why: "bench"}); err != nil {
			return err
		}
	}
	if err := s.makeBoard(ctx, a); err != nil {
		return err
	}
	return s.signIn(ctx, a, sites, teams)
}

// makeBoard makes a board that is all tiles, and a screen that shows it.
func (s *stage) makeBoard(ctx context.Context, a *app.App) error {
	board, err := a.Live.SaveBoard(ctx, live.Board{Name: "Tiles", Theme: "dark", Blocks: []live.Block{
		{ID: "number", Type: "number", X: 0, Y: 0, W: 2, H: 1, Config: json.RawMessage(`{"metric":"waiting"}`)},
		{ID: "level", Type: "target", X: 2, Y: 0, W: 3, H: 1, Config: json.RawMessage(`{"metric":"level"}`)},
		{ID: "states", Type: "states", X: 5, Y: 0, W: 5, H: 1},
		{ID: "clock", Type: "clock", X: 10, Y: 0, W: 2, H: 1},
		{ID: "tiles", Type: "tiles", X: 0, Y: 1, W: 12, H: 7},
	}}, 0)
	s.board = board.ID
	return err
}

// signIn makes accounts of different reach and opens a session of each.
func (s *stage) signIn(ctx context.Context, a *app.App, sites, teams []string) error {
	for i := range s.Pages {
		v := viewer{login: fmt.Sprintf("viewer%02d", i)}
		grant := identity.Grant{Role: "team_leader", Scope: identity.ScopeTeam, ScopeID: teams[i%len(teams)]}
		switch i % 5 {
		case 0:
			grant, v.centre = identity.Grant{Role: "centre_director", Scope: identity.ScopeCentre}, true
		case 1:
			grant = identity.Grant{Role: "operations_manager", Scope: identity.ScopeSite, ScopeID: sites[i/5%len(sites)]}
		}
		if _, err := a.Identity.CreateUser(ctx, identity.NewUser{Login: v.login, Name: v.login, Grants: []identity.Grant{grant}, Password: benchSecret, KeepPassword: true}); err != nil {
			return err
		}
		in, err := a.Identity.SignIn(ctx, v.login, benchSecret, identity.Caller{Address: "127.0.0.1", Agent: "bench"})
		if err != nil {
			return err
		}
		v.cookie = &http.Cookie{Name: identity.CookieName, Value: in.Token.Reveal()} //nolint:gosec // G124: sent, not set
		s.viewers = append(s.viewers, v)
	}
	return nil
}

// folded is a log that folds what it is given at once, many batches in one
// transaction.
type folded struct {
	*ingest.Service
	waiting []ingest.Batch
}

// Publish takes a batch.
func (f *folded) Publish(ctx context.Context, b ingest.Batch) (uint64, error) {
	if f.waiting = append(f.waiting, b); len(f.waiting) < 16 {
		return 0, nil
	}
	return 0, f.flush(ctx)
}

func (f *folded) flush(ctx context.Context) error {
	_, err := f.Apply(ctx, 0, f.waiting)
	f.waiting = nil
	return err
}

// tellDay tells an ordinary day up to now, as the intake takes it.
func (s *stage) tellDay(ctx context.Context, a *app.App) error {
	src, err := a.Sources.Create(ctx, sources.New{Name: benchSource, Kind: sources.KindHTTP, Enabled: true})
	if err != nil {
		return err
	}
	key, err := a.Sources.AddKey(ctx, src.ID, "bench", 30)
	if err != nil {
		return err
	}
	s.key = key.Secret
	log := &folded{Service: a.Ingest}
	intake := sources.Make(a.DB, log, a.Org, nil, a.Clock, nil, a.Log)
	now := time.Now().UnixMilli()
	start := now - int64(s.Hours*3_600_000)
	s.work = load.New(load.Centre{Agents: s.Agents, Queues: s.queues(), Seed: s.Seed}, start, load.OrdinaryPace(s.Agents))
	s.told = newTold(s.Agents, s.queues())
	for at := start; at < now; {
		at = min(at+60_000, now)
		if err := s.tellPast(ctx, intake, src, s.work.Until(at)); err != nil {
			return err
		}
		now = max(now, time.Now().UnixMilli()-1)
	}
	s.events = s.work.Truth().Events
	return errors.Join(log.flush(ctx), a.Rollup.Settle(ctx))
}

func (s *stage) tellPast(ctx context.Context, intake *sources.Service, src sources.Source, events []load.Event) (err error) {
	s.told.add(events)
	for len(events) > 0 {
		n := min(len(events), sources.MostEvents)
		raws := make([]json.RawMessage, n)
		for i := range raws {
			if raws[i], err = json.Marshal(events[i].Told); err != nil {
				return err
			}
		}
		taken, err := intake.Take(ctx, src, raws)
		if err != nil {
			return err
		}
		if taken.Accepted != n {
			return fmt.Errorf("only %d of %d events were taken: %v", taken.Accepted, n, taken.Errors)
		}
		events = events[n:]
	}
	return nil
}
