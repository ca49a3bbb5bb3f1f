package org_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/org"
)

// client talks to the module's operations as an administrator.
type client struct {
	t   *testing.T
	h   http.Handler
	log *audit.Service
}

type doc map[string]any

func (d doc) str(key string) string { s, _ := d[key].(string); return s }
func (d doc) num(key string) int64  { f, _ := d[key].(float64); return int64(f) }
func (d doc) items() []any          { s, _ := d["items"].([]any); return s }

// field gives the location and code of the answer's first wrong field.
func (d doc) field() string {
	errs, _ := d["errors"].([]any)
	if len(errs) == 0 {
		return ""
	}
	e, _ := errs[0].(map[string]any)
	return fmt.Sprint(e["location"], " ", e["code"])
}

var march9 = time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC) // 09:00 in Shanghai

func open(t *testing.T, db *sqldb.DB) *client {
	log := audit.New(db, clock.Fixed(march9))
	svc := org.New(db, clock.Fixed(march9), log)
	srv := web.New(web.Options{Log: slog.New(slog.DiscardHandler), Auth: web.AuthFunc(func(context.Context, *http.Request) (authz.Actor, string, bool, error) {
		return authz.System("test"), "", true, nil
	})})
	svc.Register(srv.API)
	return &client{t: t, h: srv.Handler(), log: log}
}

func (c *client) do(method, path string, body any, header ...string) (int, doc) {
	c.t.Helper()
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			c.t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, "/api/v1"+path, &b)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, r)
	out := doc{}
	if strings.HasPrefix(strings.TrimSpace(w.Body.String()), "[") {
		var list []any
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
			c.t.Fatal(err)
		}
		out["items"] = list
	} else if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
		}
	}
	return w.Code, out
}

func (c *client) ok(method, path string, body any, header ...string) doc {
	c.t.Helper()
	status, out := c.do(method, path, body, header...)
	if status >= 300 {
		c.t.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

func (c *client) fails(status int, code, field, method, path string, body any, header ...string) {
	c.t.Helper()
	got, out := c.do(method, path, body, header...)
	if got != status || (code != "" && out.str("code") != code) || out.field() != field {
		c.t.Errorf("%s %s %v: %d %v, want %d %s field %q", method, path, body, got, out, status, code, field)
	}
}

func TestStructureOverHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		site := c.ok("POST", "/sites", doc{"code": "SH", "name": "上海职场"})
		team := c.ok("POST", "/teams", doc{"code": "T1", "name": "一组", "site_id": site.str("id")})
		skill := c.ok("POST", "/skills", doc{"code": "en", "name": "英语"})
		boss := c.ok("POST", "/people", doc{"agent_no": "9001", "name": "王班长"})
		queue := c.ok("POST", "/queues", doc{"code": "VIP", "name": "贵宾", "skill_id": skill.str("id"), "threshold_ms": 15000,
			"aliases": []doc{{"source": "pbx", "external": "500"}}, "hours": doc{"mon": [][]string{{"08:00", "12:00"}, {"13:00", "24:00"}}}})
		if queue.str("channel") != "voice" || queue.num("threshold_ms") != 15000 || queue.num("rev") != 1 {
			t.Fatalf("queue %v", queue)
		}

		// wrong input names its field
		c.fails(409, "org.site.code_taken", "body.code taken", "POST", "/sites", doc{"code": "sh", "name": "x"})
		c.fails(422, "org.site.invalid", "body.name required", "POST", "/sites", doc{"code": "BJ", "name": " "})
		c.fails(422, "validation", "body.name required", "POST", "/sites", doc{"code": "BJ"})
		c.fails(422, "org.site.invalid", "body.timezone timezone", "POST", "/sites", doc{"code": "BJ", "name": "b", "timezone": "Mars/One"})
		c.fails(422, "org.site.not_found", "body.site_id unknown", "POST", "/teams", doc{"code": "T9", "name": "x", "site_id": "nowhere"})
		c.fails(422, "org.skill.not_found", "body.skill_id unknown", "POST", "/queues", doc{"code": "x", "name": "x", "skill_id": "none"})
		c.fails(422, "org.queue.invalid", "body.channel one_of", "POST", "/queues", doc{"code": "x", "name": "x", "channel": "smoke"})
		c.fails(422, "org.queue.invalid", "body.hours.mon order", "POST", "/queues", doc{"code": "x", "name": "x", "hours": doc{"mon": [][]string{{"20:00", "08:00"}}}})
		c.fails(422, "org.queue.invalid", "body.hours.mo weekday", "POST", "/queues", doc{"code": "x", "name": "x", "hours": doc{"mo": [][]string{}}})
		c.fails(422, "org.queue.invalid", "body.target_percent range", "POST", "/queues", doc{"code": "x", "name": "x", "target_percent": 101})
		c.fails(409, "org.alias_taken", "body.aliases taken", "POST", "/queues", doc{"code": "x", "name": "x", "aliases": []doc{{"source": "pbx", "external": "500"}}})
		c.fails(404, "org.queue.not_found", "", "GET", "/queues/none", nil)

		// optimistic locking
		path := "/queues/" + queue.str("id")
		c.fails(422, "org.rev_needed", "body.rev required", "PATCH", path, doc{"name": "y"})
		c.fails(412, "org.stale", "", "PATCH", path, doc{"name": "y", "rev": 7})
		changed := c.ok("PATCH", path, doc{"name": "贵宾专线", "threshold_ms": nil, "skill_id": nil, "hours": nil}, "If-Match", `"1"`)
		if changed.num("rev") != 2 || changed["threshold_ms"] != nil || changed["skill_id"] != nil || changed["hours"] != nil || changed.str("code") != "VIP" {
			t.Fatalf("changed %v", changed)
		}
		c.fails(422, "org.queue.invalid", "body.threshold_ms range", "PATCH", path, doc{"threshold_ms": -5, "rev": 2})
		again := c.ok("PATCH", path, doc{"aliases": []doc{{"source": "pbx", "external": "501"}}, "rev": 2})
		if a := again["aliases"].([]any); len(a) != 1 || a[0].(map[string]any)["external"] != "501" {
			t.Fatalf("aliases %v", a)
		}

		// leaders and archiving
		led := c.ok("PATCH", "/teams/"+team.str("id"), doc{"leader_id": boss.str("id"), "rev": 1})
		if led.str("leader_id") != boss.str("id") {
			t.Fatalf("team %v", led)
		}
		if l := c.ok("GET", "/teams/"+team.str("id")+"/leaders", nil).items(); len(l) != 1 || l[0].(map[string]any)["from_on"] != "2026-03-09" {
			t.Fatalf("leaders %v", l)
		}
		if none := c.ok("PATCH", "/teams/"+team.str("id"), doc{"leader_id": nil, "rev": 2}); none.str("leader_id") != "" {
			t.Fatalf("team %v", none)
		}
		c.fails(409, "org.site.in_use", "body.active in_use", "PATCH", "/sites/"+site.str("id"), doc{"active": false, "rev": 1})
		c.ok("PATCH", "/teams/"+team.str("id"), doc{"active": false, "rev": 3})
		c.ok("PATCH", "/sites/"+site.str("id"), doc{"active": false, "rev": 1})
		if n := len(c.ok("GET", "/sites?active=true", nil).items()); n != 0 {
			t.Fatalf("%d active sites", n)
		}

		// special days and skills
		c.ok("PUT", path+"/special-days/2026-10-01", doc{"hours": [][]string{}, "note": "国庆"})
		c.fails(422, "org.queue.invalid", "path.on date", "PUT", path+"/special-days/2026-13-01", doc{"hours": [][]string{}})
		if d := c.ok("GET", path+"/special-days", nil).items(); len(d) != 1 {
			t.Fatalf("special days %v", d)
		}
		c.ok("DELETE", path+"/special-days/2026-10-01", nil)
		c.fails(404, "org.queue.day_not_found", "", "DELETE", path+"/special-days/2026-10-01", nil)
		skills := "/people/" + boss.str("id") + "/skills"
		c.ok("PUT", skills+"/"+skill.str("id"), doc{"level": 7})
		c.fails(422, "org.person.level", "body.level range", "PUT", skills+"/"+skill.str("id"), doc{"level": 11})
		if s := c.ok("GET", skills, nil).items(); len(s) != 1 || s[0].(map[string]any)["level"] != float64(7) {
			t.Fatalf("skills %v", s)
		}
		c.ok("DELETE", skills+"/"+skill.str("id"), nil)

		// centre
		centre := c.ok("GET", "/centre", nil)
		centre["timezone"] = "Asia/Jerusalem"
		if c.ok("PUT", "/centre", centre).str("timezone") != "Asia/Jerusalem" {
			t.Fatal("the zone was not kept")
		}
		c.fails(412, "org.stale", "", "PUT", "/centre", centre)
		centre["rev"], centre["timezone"] = 2, "Nowhere"
		c.fails(422, "org.centre.invalid", "body.timezone timezone", "PUT", "/centre", centre)
		dims := c.ok("GET", "/dimensions", nil)
		if len(dims["queues"].([]any)) != 1 || len(dims["channels"].([]any)) == 0 {
			t.Fatalf("dimensions %v", dims)
		}

		if n, bad, err := c.log.Verify(t.Context()); n < 14 || bad != 0 || err != nil {
			t.Fatalf("audit log: %d entries, first bad %d, %v", n, bad, err)
		}
	})
}

func TestListsPageAndSearch(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		for i := range 25 {
			c.ok("POST", "/people", doc{"agent_no": fmt.Sprintf("A%02d", i), "name": fmt.Sprintf("名%d_%%", i%5)})
		}
		c.ok("POST", "/people", doc{"agent_no": "zz", "name": "Ünder"})
		for _, sort := range []string{"", "-agent_no", "name", "-name"} {
			seen, cursor := map[string]bool{}, ""
			for pages := 0; ; pages++ {
				out := c.ok("GET", "/people?limit=7&sort="+sort+"&cursor="+cursor, nil)
				if out.num("total") != 26 {
					t.Fatalf("total %d", out.num("total"))
				}
				for _, x := range out.items() {
					no := x.(map[string]any)["agent_no"].(string)
					if seen[no] {
						t.Fatalf("sort %q repeats %s", sort, no)
					}
					seen[no] = true
				}
				if cursor = out.str("next_cursor"); cursor == "" {
					if pages != 3 {
						t.Fatalf("%d full pages", pages)
					}
					break
				}
			}
			if len(seen) != 26 {
				t.Fatalf("sort %q gave %d people", sort, len(seen))
			}
		}
		for search, want := range map[string]int{"a1": 10, "名3": 5, "_": 25, "%25": 25, "ünd": 1, "ÜND": 1, "x": 0} {
			if n := len(c.ok("GET", "/people?search="+search, nil).items()); n != want {
				t.Errorf("search %q: %d people, want %d", search, n, want)
			}
		}
		c.fails(422, "org.sort", "query.sort one_of", "GET", "/people?sort=shoe", nil)
		c.fails(422, "page.cursor", "query.cursor cursor", "GET", "/people?cursor=junk", nil)
	})
}

func TestMembershipsOverHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		site := c.ok("POST", "/sites", doc{"code": "SH", "name": "上海"}).str("id")
		team := func(code string) string {
			return c.ok("POST", "/teams", doc{"code": code, "name": code, "site_id": site}).str("id")
		}
		a, b := team("A"), team("B")
		p := c.ok("POST", "/people", doc{"agent_no": "1001", "name": "李"}).str("id")
		path := "/people/" + p + "/memberships"
		first := c.ok("POST", path, doc{"team_id": a, "from_on": "2026-01-01"})
		if again := c.ok("POST", path, doc{"team_id": a, "from_on": "2026-01-01"}); again.str("id") != first.str("id") {
			t.Fatal("asked twice, done twice")
		}
		c.fails(422, "org.membership.past", "body.from_on past", "POST", path, doc{"team_id": b, "from_on": "2026-03-01"})
		c.fails(409, "org.membership.same_team", "body.team_id same_team", "POST", path, doc{"team_id": a, "from_on": "2026-04-01"})
		c.fails(422, "org.membership.invalid", "body.from_on date", "POST", path, doc{"team_id": b, "from_on": "1.4.2026"})
		c.fails(422, "org.membership.invalid", "body.to_on order", "POST", path, doc{"team_id": b, "from_on": "2026-04-01", "to_on": "2026-03-31"})
		c.fails(422, "org.team.not_found", "body.team_id unknown", "POST", path, doc{"team_id": "x", "from_on": "2026-04-01"})
		c.ok("POST", path, doc{"team_id": b, "from_on": "2026-04-01"})
		list := c.ok("GET", path, nil).items()
		if len(list) != 2 || list[0].(map[string]any)["to_on"] != "2026-03-31" || list[1].(map[string]any)["to_on"] != nil {
			t.Fatalf("memberships %v", list)
		}
		if c.ok("GET", "/people/"+p, nil)["team"].(map[string]any)["id"] != a {
			t.Fatal("today's team is not A")
		}
		c.fails(409, "org.team.in_use", "body.active in_use", "PATCH", "/teams/"+b, doc{"active": false, "rev": 1})
		// the past changes only by a correction with its reason
		c.fails(422, "org.membership.past", "body.from_on past", "DELETE", "/memberships/"+first.str("id"), nil)
		c.fails(422, "org.membership.invalid", "body.why required", "POST", path, doc{"team_id": b, "from_on": "2026-02-01", "to_on": "2026-02-10", "correction": true})
		c.ok("POST", path, doc{"team_id": b, "from_on": "2026-02-01", "to_on": "2026-02-10", "correction": true, "why": "补录借调"})
		svc := org.New(db, clock.Fixed(march9), nil)
		dir := write(t, db, svc.Directory)
		for day, want := range map[string]string{"2025-12-31": "", "2026-01-31": a, "2026-02-01": b, "2026-02-10": b, "2026-02-11": a, "2026-03-31": a, "2026-04-01": b} {
			if got := dir.TeamOf(p, day); got != want {
				t.Errorf("%s: team %q, want %q", day, got, want)
			}
		}
		if dir.SiteOf(p, "2026-02-05") != site {
			t.Error("the site of the team is not known")
		}
		last := c.ok("GET", path, nil).items()[3].(map[string]any)["id"].(string)
		c.ok("PATCH", "/memberships/"+last, doc{"to_on": "2026-04-30"})
		c.ok("DELETE", "/memberships/"+last, nil)
		c.fails(404, "org.membership.not_found", "", "DELETE", "/memberships/"+last, nil)
		log, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Action: "org.membership.correct"})
		if err != nil || len(log.Items) != 1 || !strings.Contains(string(log.Items[0].After), "补录借调") {
			t.Fatalf("audit log %+v, %v", log.Items, err)
		}
	})
}
