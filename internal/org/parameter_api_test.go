package org_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/org"
)

// history gives the from-days and values of one parameter, in order.
func (c *client) history(path, parameter string) []any {
	c.t.Helper()
	status, d := c.do("GET", path, nil)
	if status != 200 {
		c.t.Fatal(status, d)
	}
	var out []any
	for _, x := range d.items() {
		if p := x.(map[string]any); p["parameter"] == parameter {
			out = append(out, p["from_on"], p["value"])
		}
	}
	return out
}

func equal(t *testing.T, got []any, want ...any) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

func TestCentreParametersHaveAHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db) // it is 2026-03-09 in Shanghai
		const path, threshold = "/centre/parameters", "threshold_ms"
		_, centre := c.do("GET", "/centre", nil)
		equal(t, c.history(path, threshold), nil, 20000.)

		// Without a day, from today; the past keeps its value.
		centre["service_level_threshold_ms"] = 30000
		status, d := c.do("PUT", "/centre", centre)
		if status != 200 || d.num("service_level_threshold_ms") != 30000 {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, threshold), nil, 20000., "2026-03-09", 30000.)

		// What was read before is stale; a body without parameters changes none.
		if status, d = c.do("PUT", "/centre", centre); status != 412 || d.str("code") != "org.stale" {
			t.Fatal(status, d)
		}
		_, centre = c.do("GET", "/centre", nil)
		for _, k := range []string{"service_level_threshold_ms", "short_abandon_ms", "service_level_target_percent", "repeat_window_hours"} {
			delete(centre, k)
		}
		centre["name"] = "北京中心"
		if status, d = c.do("PUT", "/centre", centre); status != 200 || d.num("service_level_threshold_ms") != 30000 {
			t.Fatal(status, d)
		}

		// A planned value does not hold yet, and today's change leaves it.
		if status, d = c.do("POST", path, doc{"parameter": threshold, "value": 15000, "from_on": "2026-04-01"}); status != 200 || len(d.items()) != 3 {
			t.Fatal(status, d)
		}
		if status, d = c.do("POST", path, doc{"parameter": threshold, "value": 25000}); status != 200 {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, threshold), nil, 20000., "2026-03-09", 25000., "2026-04-01", 15000.)
		if _, d = c.do("GET", "/centre", nil); d.num("service_level_threshold_ms") != 25000 {
			t.Fatal(d)
		}

		// The past changes only by a correction, with a reason.
		past := doc{"parameter": threshold, "value": 25000, "from_on": "2026-03-01"}
		if status, d = c.do("POST", path, past); status != 422 || d.str("code") != "org.parameter.past" || d.field() != "body.from_on past" {
			t.Fatal(status, d)
		}
		past["correction"] = true
		if status, d = c.do("POST", path, past); d.field() != "body.why required" {
			t.Fatal(status, d)
		}
		past["why"] = "the contract said so"
		if status, d = c.do("POST", path, past); status != 200 {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, threshold), nil, 20000., "2026-03-01", 25000., "2026-04-01", 15000.)
		// Only a stretch of the past.
		if status, d = c.do("POST", path, doc{"parameter": threshold, "value": 10000, "from_on": "2026-02-01", "to_on": "2026-02-07", "correction": true, "why": "trial week"}); status != 200 {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, threshold), nil, 20000., "2026-02-01", 10000., "2026-02-08", 20000., "2026-03-01", 25000., "2026-04-01", 15000.)

		// Who set it, when and why is told, and the audit log has both sides.
		_, d = c.do("GET", path, nil)
		byDay := map[any]map[string]any{}
		for _, x := range d.items() {
			if p := x.(map[string]any); p["parameter"] == threshold {
				byDay[p["from_on"]] = p
			}
		}
		if p := byDay["2026-03-01"]; p["set_by"] != "test" || p["why"] != "the contract said so" || p["set_ms"].(float64) != float64(march9.UnixMilli()) {
			t.Fatal(p)
		}
		if !c.audited("org.parameter.correct", "the contract said so") || !c.audited("org.parameter.set", "15000") {
			t.Fatal("not audited")
		}

		// A planned value goes away freely, one of the past as a correction, the first never.
		if status, d = c.do("DELETE", path+"/"+byDay["2026-04-01"]["id"].(string), nil); status != 204 {
			t.Fatal(status, d)
		}
		trial := path + "/" + byDay["2026-02-01"]["id"].(string)
		if status, d = c.do("DELETE", trial, nil); d.str("code") != "org.parameter.past" {
			t.Fatal(status, d)
		}
		if status, d = c.do("DELETE", trial+"?correction=true", nil); d.str("code") != "org.parameter.why" {
			t.Fatal(status, d)
		}
		if status, d = c.do("DELETE", trial+"?correction=true&why=no+trial", nil); status != 204 {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, threshold), nil, 20000., "2026-03-01", 25000.)
		if status, d = c.do("DELETE", path+"/"+byDay[nil]["id"].(string)+"?correction=true&why=x", nil); status != 409 || d.str("code") != "org.parameter.first" {
			t.Fatal(status, d)
		}
		if status, d = c.do("DELETE", trial, nil); status != 404 {
			t.Fatal(status, d)
		}
		for body, field := range map[*doc]string{
			{"parameter": threshold, "value": -1}:                                                "body.value range",
			{"parameter": threshold, "value": 1.5}:                                               "body.value whole",
			{"parameter": threshold, "value": nil}:                                               "body.value required",
			{"parameter": "repeat_window_hours", "value": 0}:                                     "body.value range",
			{"parameter": threshold, "value": 1, "from_on": "tomorrow"}:                          "body.from_on format",
			{"parameter": threshold, "value": 1, "from_on": "2026-05-02", "to_on": "2026-05-01"}: "body.to_on order",
		} {
			if status, d = c.do("POST", path, *body); status < 400 || d.field() != field {
				t.Errorf("%v: %d %s, want %s", *body, status, d.field(), field)
			}
		}
	})
}

func TestQueueParametersHaveAHistory(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		_, q := c.do("POST", "/queues", doc{"code": "PS", "name": "Service", "threshold_ms": 15000})
		path := "/queues/" + q.str("id") + "/parameters"
		equal(t, c.history(path, "threshold_ms"), nil, 15000.)
		// A new target from tomorrow: the queue shows the centre's until then.
		status, d := c.do("PATCH", "/queues/"+q.str("id"), doc{"rev": q.num("rev"), "target_percent": 90, "from_on": "2026-03-10"})
		if status != 200 || d["target_percent"] != nil {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, "target_percent"), "2026-03-10", 90.)
		// The threshold is taken away from today; the past keeps it.
		if status, d = c.do("PATCH", "/queues/"+q.str("id"), doc{"rev": d.num("rev"), "threshold_ms": nil}); status != 200 || d["threshold_ms"] != nil {
			t.Fatal(status, d)
		}
		equal(t, c.history(path, "threshold_ms"), nil, 15000., "2026-03-09", nil)
		if status, d = c.do("POST", path, doc{"parameter": "short_abandon_ms", "value": 5000}); d.field() != "body.parameter one_of" {
			t.Fatal(status, d)
		}
		if status, _ = c.do("GET", "/queues/none/parameters", nil); status != 404 {
			t.Fatal(status)
		}
		if status, d = c.do("GET", "/queues?sort=name", nil); status != 200 || len(d.items()) != 1 {
			t.Fatal(status, d)
		}
	})
}

// Whoever may not change settings, or not all of the organisation, changes no
// parameter; everyone signed in may read the centre's.
func TestParameterPermissions(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		admin := open(t, db)
		_, q := admin.do("POST", "/queues", doc{"code": "PS", "name": "Service"})
		_, d := admin.do("POST", "/queues/"+q.str("id")+"/parameters", doc{"parameter": "threshold_ms", "value": 15000})
		own := d.items()[0].(map[string]any)["id"].(string)
		_, d = admin.do("POST", "/centre/parameters", doc{"parameter": "threshold_ms", "value": 30000})
		centres := d.items()[1].(map[string]any)["id"].(string)
		as := func(scope authz.Scope, permissions ...string) *client {
			actor := authz.Actor{UserID: "u", Name: "U", Scope: scope, Permissions: map[string]bool{}}
			for _, p := range permissions {
				actor.Permissions[p] = true
			}
			svc := org.New(db, clock.Fixed(march9), audit.New(db, clock.Fixed(march9)))
			srv := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Auth: web.AuthFunc(func(context.Context, *http.Request) (authz.Actor, string, bool, error) {
				return actor, "", true, nil
			})})
			svc.Register(srv.API)
			return &client{t: t, h: srv.Handler()}
		}
		queue := "/queues/" + q.str("id") + "/parameters"
		change := doc{"parameter": "threshold_ms", "value": 10000}
		for name, x := range map[string]struct {
			c                                        *client
			readQueue, setCentre, setQueue, dropBoth int
		}{
			"reader":        {as(authz.Scope{Centre: true}, "org.read"), 200, 403, 403, 403},
			"nobody":        {as(authz.Scope{}), 403, 403, 403, 403},
			"of one team":   {as(authz.Scope{Teams: []string{"t"}}, "org.read", "org.manage"), 200, 403, 403, 403},
			"administrator": {as(authz.Scope{Centre: true}, "org.read", "org.manage", "settings.manage"), 200, 200, 200, 204},
		} {
			for _, ask := range []struct {
				method, path string
				body         any
				want         int
			}{{"GET", "/centre/parameters", nil, 200}, {"GET", queue, nil, x.readQueue}, {"POST", "/centre/parameters", change, x.setCentre}, {"POST", queue, change, x.setQueue}} {
				if got, d := x.c.do(ask.method, ask.path, ask.body); got != ask.want {
					t.Errorf("%s: %s %s: %d, want %d: %v", name, ask.method, ask.path, got, ask.want, d)
				}
			}
			if x.dropBoth != 204 {
				for _, path := range []string{queue + "/" + own, "/centre/parameters/" + centres} {
					if got, d := x.c.do("DELETE", path, nil); got != x.dropBoth {
						t.Errorf("%s: DELETE: %d, want %d: %v", name, got, x.dropBoth, d)
					}
				}
			}
		}
	})
}

// audited reports whether the log has an entry of the action that tells the text.
func (c *client) audited(action, text string) bool {
	c.t.Helper()
	entries, err := c.log.List(authz.With(c.t.Context(), authz.System("test")), audit.Filter{Action: action})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, e := range entries.Items {
		raw, _ := json.Marshal(e)
		if strings.Contains(string(raw), text) {
			return true
		}
	}
	return false
}
