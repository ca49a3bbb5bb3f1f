package org_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

func TestMergeOverHTTP(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		svc := org.New(db, clock.Fixed(march9), nil)
		ensure := func(source, external string) string {
			return write(t, db, func(ctx context.Context, tx *sqldb.Tx) (string, error) {
				return svc.EnsureQueue(ctx, tx, source, external, "voice")
			})
		}
		cards, card2, old := ensure("pbx", "cards"), ensure("pbx", "cards-2"), ensure("pbx", "cards-old")
		if m := c.ok("GET", "/queues/"+card2+"/merge?into="+url.QueryEscape(cards), nil); m["merged"] != false || len(m["aliases"].([]any)) != 1 || m.num("contacts") != 0 {
			t.Fatalf("preview: %v", m)
		}
		for range 2 {
			if m := c.ok("POST", "/queues/"+card2+"/merge", doc{"into": cards}); m["merged"] != true {
				t.Fatalf("merge: %v", m)
			}
		}
		if got := ensure("pbx", "cards-2"); got != cards {
			t.Errorf("the alias leads to %s, want %s", got, cards)
		}
		if got := ensure("other", "CARDS-2"); got != cards {
			t.Errorf("the code leads to %s, want %s", got, cards)
		}
		q := c.ok("GET", "/queues/"+card2, nil)
		if q["active"] != false || q["discovered"] != false || q.str("merged_into") != cards {
			t.Errorf("what was merged: %v", q)
		}
		c.fails(422, "org.merge.itself", "body.into other", "POST", "/queues/"+cards+"/merge", doc{"into": cards})
		c.fails(422, "org.merge.archived", "body.into archived", "POST", "/queues/"+old+"/merge", doc{"into": card2})
		c.fails(422, "org.queue.not_found", "body.into unknown", "POST", "/queues/"+old+"/merge", doc{"into": "nothing"})
		c.fails(404, "org.queue.not_found", "", "POST", "/queues/nothing/merge", doc{"into": cards})
		c.fails(409, "org.merge.elsewhere", "", "POST", "/queues/"+card2+"/merge", doc{"into": old})
		c.fails(409, "org.merged", "", "PATCH", "/queues/"+card2, doc{"rev": q.num("rev"), "active": true})

		// What had been merged into one that is merged itself leads on.
		c.ok("POST", "/queues/"+cards+"/merge", doc{"into": old})
		if got := ensure("third", "cards-2"); got != old {
			t.Errorf("the code leads to %s, want %s", got, old)
		}
	})
}

func TestPeopleOfATeamOnADay(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		site := c.ok("POST", "/sites", doc{"code": "S", "name": "S"}).str("id")
		one := c.ok("POST", "/teams", doc{"code": "T1", "name": "T1", "site_id": site}).str("id")
		two := c.ok("POST", "/teams", doc{"code": "T2", "name": "T2", "site_id": site}).str("id")
		for _, no := range []string{"1", "2", "3"} {
			p := c.ok("POST", "/people", doc{"agent_no": no, "name": "P" + no}).str("id")
			if no == "3" {
				continue
			}
			c.ok("POST", "/people/"+p+"/memberships", doc{"team_id": one, "from_on": "2026-02-01", "correction": true, "why": "since February"})
			if no == "2" {
				c.ok("POST", "/people/"+p+"/memberships", doc{"team_id": two, "from_on": "2026-03-09"})
			}
		}
		for query, want := range map[string]string{
			"team=" + one: "1", "team=" + two: "2", "team=none": "3", "team=" + one + "&on=2026-03-08": "1 2", "team=" + two + "&on=2026-03-08": "",
			"team=none&on=2026-01-31": "1 2 3", "on=2026-03-08&search=P2": "2", "team=" + one + "&on=2026-03-08&sort=-agent_no": "2 1",
		} {
			answer := c.ok("GET", "/people?"+query, nil)
			var got []string
			for _, x := range answer.items() {
				got = append(got, doc(x.(map[string]any)).str("agent_no"))
			}
			if strings.Join(got, " ") != want || answer.num("total") != int64(len(got)) {
				t.Errorf("%s: %v of %d, want %s", query, got, answer.num("total"), want)
			}
		}
		// page by page
		first := c.ok("GET", "/people?limit=1&on=2026-03-08&team="+one, nil)
		second := c.ok("GET", "/people?limit=1&on=2026-03-08&team="+one+"&cursor="+first.str("next_cursor"), nil)
		if len(second.items()) != 1 || second.num("total") != 2 || second.str("next_cursor") != "" {
			t.Errorf("second page: %v", second)
		}
		c.fails(422, "org.list.invalid", "query.on date", "GET", "/people?on=yesterday", nil)
		// what is archived can still be chosen for the past
		rev := c.ok("GET", "/people?search=P3", nil).items()[0].(map[string]any)
		c.ok("PATCH", "/people/"+doc(rev).str("id"), doc{"rev": 1, "active": false})
		agents := c.ok("GET", "/dimensions", nil)["agents"].([]any)
		if last := doc(agents[len(agents)-1].(map[string]any)); len(agents) != 3 || last.str("code") != "3" || last["archived"] != true {
			t.Errorf("agents to choose: %v", agents)
		}
	})
}

func TestWhoIsInATeamIsNotMerged(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		c := open(t, db)
		site := c.ok("POST", "/sites", doc{"code": "S", "name": "S"}).str("id")
		team := c.ok("POST", "/teams", doc{"code": "T", "name": "T", "site_id": site}).str("id")
		a := c.ok("POST", "/people", doc{"agent_no": "1", "name": "A"}).str("id")
		b := c.ok("POST", "/people", doc{"agent_no": "2", "name": "B"}).str("id")
		m := c.ok("POST", "/people/"+a+"/memberships", doc{"team_id": team, "from_on": "2026-03-09"}).str("id")
		c.fails(409, "org.merge.in_team", "", "GET", "/people/"+a+"/merge?into="+b, nil)
		c.fails(409, "org.merge.in_team", "", "POST", "/people/"+a+"/merge", doc{"into": b})
		c.ok("DELETE", "/memberships/"+m, nil)
		c.ok("POST", "/people/"+a+"/merge", doc{"into": b})
		entries, err := c.log.List(authz.With(t.Context(), authz.System("test")), audit.Filter{Action: "org.person.merge", Object: a})
		if err != nil || len(entries.Items) != 1 {
			t.Errorf("audit: %+v, %v", entries, err)
		}
	})
}
