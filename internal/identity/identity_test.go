package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lingting/lingting/internal/audit"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/org"
)

// hands is a clock that moves when told to.
type hands struct {
	mu sync.Mutex
	at time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

type bench struct {
	*Service
	t     *testing.T
	db    *sqldb.DB
	clock *hands
	log   *audit.Service
	org   *org.Service
	boss  context.Context
}

const goodPassword = Secret("correct horse battery")

func newBench(t *testing.T, db *sqldb.DB, o Options) *bench {
	t.Helper()
	clk := &hands{at: time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC)}
	log := audit.New(db, clk)
	organisation := org.New(db, clk, log)
	return &bench{Service: New(db, clk, log, organisation, seal.New(filepath.Join(t.TempDir(), "seal.key")), o), t: t, db: db, clock: clk, log: log, org: organisation,
		boss: authz.With(t.Context(), authz.System("test"))}
}

func (b *bench) user(login string, roles ...string) User {
	b.t.Helper()
	u, err := b.CreateUser(b.boss, NewUser{Login: login, Name: login, Roles: roles, Password: goodPassword, KeepPassword: true})
	if err != nil {
		b.t.Fatal(err)
	}
	return u
}

func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return fmt.Sprint(err)
}

// usualCost is that of the product. The tests sign in hundreds of times, and
// would spend most of their time on it.
var usualCost = currentCost

func TestMain(m *testing.M) {
	currentCost = cost{memory: 128, passes: 1, lanes: 1}
	os.Exit(m.Run())
}

func TestPasswordsAreKeptAsHashesWithTheirParameters(t *testing.T) {
	if stored := derive(goodPassword, usualCost); !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatal(stored)
	}
	stored := derive(goodPassword, currentCost)
	if ok, old := matches(goodPassword, stored); !ok || old {
		t.Fatal("the right password does not match")
	}
	if ok, _ := matches(goodPassword+"x", stored); ok {
		t.Fatal("a wrong password matches")
	}
	if ok, old := matches(goodPassword, derive(goodPassword, cost{64, 1, 1})); !ok || !old {
		t.Fatal("other parameters are not noticed")
	}
	for _, junk := range []string{"", "x", "$argon2id$v=19$m=0,t=0,p=0$$", "$argon2id$v=19$m=4294967295,t=1,p=1$AA$AA", "$argon2id$v=18$m=64,t=1,p=1$AAAA$AAAA"} {
		if ok, _ := matches("", junk); ok {
			t.Errorf("%q matches", junk)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	for password, want := range map[Secret]string{
		"short": "too_short", "kd83nf93k2l": "too_short", "123456789012": "common", "Password1234": "common", "qwertyuiop[]": "common", "lingting-demo": "",
		"iloveyou1234": "common", "kd83nf93k2l0": "", "aaaaaaaaaaaaaa": "common",
		"wang.xiaoming": "like_login", "wang.xiaoming1": "like_login", "聆听聆听聆听中心坐席早班": "", "correct horse battery": "",
		Secret(strings.Repeat("ab1x", 70)): "too_long",
	} {
		err := checkPassword("body.password", password, "wang.xiaoming")
		got := ""
		if f, ok := fault.As(err); ok {
			got = f.Fields[0].Code
		}
		if got != want {
			t.Errorf("%s: %q, want %q", password.Reveal(), got, want)
		}
	}
}

func TestSecretsDoNotShow(t *testing.T) {
	s := NewToken()
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "token", s, "in", struct{ S Secret }{s})
	doc, err := json.Marshal(map[string]any{"s": s, "u": NewUser{Password: s}})
	if err != nil {
		t.Fatal(err)
	}
	shown := b.String() + string(doc) + fmt.Sprint(s) + fmt.Sprintf("%v %+v %#v %s %q", s, NewUser{Password: s}, s, s, s)
	if strings.Contains(shown, s.Reveal()) {
		t.Fatal("a secret shows itself in " + shown)
	}
}

func TestLockoutRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, a, made := int64(1_000_000_000_000), attempts{}, []int64{}
		for range rapid.IntRange(1, 60).Draw(t, "attempts") {
			now += rapid.Int64Range(0, 10*60_000).Draw(t, "pause")
			next, locked := a.try(now)
			if locked && a.lockedUntil <= now && next.lockedUntil <= now {
				t.Fatal("refused without a lock")
			}
			if !locked {
				made = append(made, now)
				next = next.failed(now)
			}
			if next.locks > a.locks && next.lockedUntil-now < firstLock.Milliseconds() {
				t.Fatalf("locked for %d ms", next.lockedUntil-now)
			}
			a = next
			recent := 0
			for _, m := range made {
				if now-m < firstLock.Milliseconds() {
					recent++
				}
			}
			if recent > maxFailures {
				t.Fatalf("%d attempts within %v", recent, firstLock)
			}
		}
	})
	a, now := attempts{}, int64(1)
	spans := []int64{}
	for range 9 {
		for range maxFailures {
			a, _ = a.try(now)
			a = a.failed(now)
		}
		spans = append(spans, (a.lockedUntil-now)/60_000)
		now = a.lockedUntil
	}
	if !slices.Equal(spans, []int64{5, 10, 20, 40, 80, 160, 320, 480, 480}) {
		t.Fatalf("locks of %v minutes", spans)
	}
}

func TestSignInLocksAndForgets(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{AddressBurst: 1000})
		b.user("wang", "trainer")
		ctx := t.Context()
		in, err := b.SignIn(ctx, " WANG ", goodPassword, Caller{"10.0.0.1", "test"})
		if err != nil || in.User.Login != "wang" || !slices.Equal(in.User.Roles, []string{"trainer"}) || in.Token == "" {
			t.Fatalf("%+v, %v", in, err)
		}
		for _, login := range []string{"wang", "nobody"} {
			for i := range maxFailures {
				if _, err := b.SignIn(ctx, login, "wrong password", Caller{}); code(err) != "identity.bad_credentials" {
					t.Fatalf("%s %d: %v", login, i, err)
				}
			}
			if _, err := b.SignIn(ctx, login, goodPassword, Caller{}); code(err) != "identity.locked" || !fault.Is(err, fault.TooMany) {
				t.Fatalf("%s is not locked: %v", login, err)
			}
		}
		b.clock.move(6 * time.Minute)
		if _, err := b.SignIn(ctx, "wang", goodPassword, Caller{}); err != nil {
			t.Fatalf("the lock lasts: %v", err)
		}
		log, err := b.log.List(b.boss, audit.Filter{Action: "identity.locked"})
		if err != nil || len(log.Items) != 2 {
			t.Fatalf("%d locks in the audit log, %v", len(log.Items), err)
		}
	})
}

func TestManyGuessesAtOnceAreCounted(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{AddressBurst: 1000})
		b.user("wang", "agent")
		var mu sync.Mutex
		looked := 0
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := b.SignIn(t.Context(), "wang", "wrong password", Caller{})
				mu.Lock()
				defer mu.Unlock()
				if code(err) == "identity.bad_credentials" {
					looked++
				} else if code(err) != "identity.locked" {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if looked != maxFailures {
			t.Fatalf("%d passwords were tried, want %d", looked, maxFailures)
		}
	})
}

func TestAddressIsPaced(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{AddressBurst: 3, AddressPerMin: 60})
		try := func(address string) string {
			_, err := b.SignIn(t.Context(), "x", "y", Caller{Address: address})
			return code(err)
		}
		for range 3 {
			if c := try("2001:db8::1"); c != "identity.bad_credentials" {
				t.Fatal(c)
			}
		}
		b.user("wang", "agent")
		for range 5 { // who knows the password is not held up by others at the address
			if _, err := b.SignIn(t.Context(), "wang", goodPassword, Caller{Address: "10.0.0.1"}); err != nil {
				t.Fatal(err)
			}
		}
		if c := try("2001:db8::2"); c != "identity.too_many" {
			t.Fatal("another address of the same subscriber: " + c)
		}
		if c := try("10.0.0.1"); c != "identity.bad_credentials" {
			t.Fatal(c)
		}
	})
}

func TestOldHashIsRenewed(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		u := b.user("wang", "agent")
		weak := derive(goodPassword, cost{64, 1, 1})
		if err := db.Write(t.Context(), func(tx *sqldb.Tx) error { return savePassword(t.Context(), tx, u.ID, weak, false) }); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SignIn(t.Context(), "wang", goodPassword, Caller{}); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *sqldb.Tx) error {
			now, _, err := findUser(t.Context(), tx, userByID, u.ID)
			if !strings.Contains(now.password, "$m=128,t=1,p=1$") {
				t.Errorf("still %s", now.password)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLastAdministratorStays(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		one, two := b.user("one", Administrator), b.user("two", Administrator)
		off, none, planner := false, []string{}, []string{"wfm_planner"}
		// both at once, each taking the other away
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { _, errs[0] = b.UpdateUser(b.boss, one.ID, one.Rev, UserPatch{Active: &off}) })
		wg.Go(func() { _, errs[1] = b.UpdateUser(b.boss, two.ID, two.Rev, UserPatch{Roles: &none}) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or none went through: %v, %v", errs[0], errs[1])
		}
		left := one
		if errs[0] == nil {
			left = two
		}
		left, err := b.User(b.boss, left.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []UserPatch{{Active: &off}, {Roles: &planner}, {Grants: &[]Grant{{Role: Administrator, Scope: ScopeSelf}}}} {
			if _, err := b.UpdateUser(b.boss, left.ID, left.Rev, p); code(err) != "identity.last_administrator" {
				t.Errorf("%+v: %v", p, err)
			}
		}
	})
}

func TestRolesAreGrantedFromDayToDay(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{})
		b.user("admin", Administrator)
		site, err := b.org.CreateSite(b.boss, org.Site{Code: "SH", Name: "上海"})
		if err != nil {
			t.Fatal(err)
		}
		u := b.user("li", "agent", "qa_analyst")
		b.clock.move(48 * time.Hour)
		grants := []Grant{{Role: "qa_analyst", Scope: ScopeSite, ScopeID: site.ID}, {Role: "agent", Scope: ScopeSelf}}
		if u, err = b.UpdateUser(b.boss, u.ID, u.Rev, UserPatch{Grants: &grants}); err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *sqldb.Tx) error {
			all, _, err := findUser(t.Context(), tx, userByID, u.ID)
			before, now := all.actor("2026-03-10"), all.actor("2026-03-11")
			if !before.Scope.Centre || now.Scope.Centre || !slices.Equal(now.Scope.Sites, []string{site.ID}) || len(all.Grants) != 3 {
				t.Errorf("scopes %+v then %+v of %+v", before.Scope, now.Scope, all.Grants)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		bad := []Grant{{Role: "qa_analyst", Scope: ScopeTeam, ScopeID: "none"}}
		if _, err := b.UpdateUser(b.boss, u.ID, u.Rev, UserPatch{Grants: &bad}); code(err) != "identity.user.invalid" {
			t.Fatal(err)
		}
		p, err := b.org.CreatePerson(b.boss, org.Person{AgentNo: "1", Name: "李"})
		if err != nil {
			t.Fatal(err)
		}
		if u, err = b.UpdateUser(b.boss, u.ID, u.Rev, UserPatch{PersonID: &p.ID}); err != nil || u.PersonID != p.ID {
			t.Fatal(err)
		}
		b.org.Follow(b.Service)
		other, err := b.org.CreatePerson(b.boss, org.Person{AgentNo: "2", Name: "李二"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.org.MergePerson(b.boss, p.ID, other.ID); code(err) != "identity.person_has_account" {
			t.Errorf("whoever has an account was merged: %v", err)
		}
		if m, err := b.org.MergePerson(b.boss, other.ID, p.ID); err != nil || !m.Merged {
			t.Errorf("into whoever has an account: %+v %v", m, err)
		}
		if _, err := b.CreateUser(b.boss, NewUser{Login: "li2", Name: "x", PersonID: p.ID, Password: goodPassword}); code(err) != "identity.user.person_taken" {
			t.Fatal(err)
		}
		if got := u.actor("2026-03-11").Scope.Self; got != p.ID {
			t.Fatalf("self is %q", got)
		}
	})
}

func TestBootstrapOnce(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		b := newBench(t, db, Options{AddressBurst: 1000})
		var mu sync.Mutex
		var password Secret
		made := 0
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				login, p, ok, err := b.Bootstrap(t.Context())
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if ok && login == "admin" {
					made++
					password = p
				}
			})
		}
		wg.Wait()
		if made != 1 {
			t.Fatalf("%d first accounts", made)
		}
		in, err := b.SignIn(t.Context(), "admin", password, Caller{})
		if err != nil || !in.User.MustChangePassword || !slices.Contains(in.User.Roles, Administrator) {
			t.Fatalf("%+v, %v", in.User, err)
		}
	})
}
