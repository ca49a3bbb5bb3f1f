package identity

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/identity/directory"
	"github.com/lingting/lingting/internal/identity/openid"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Door is a way to sign in that the sign-in page offers.
type Door struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind" enum:"openid,directory"`
}

// Doors are the ways to sign in besides a local password, by name.
func (s *Service) Doors(ctx context.Context) ([]Door, error) {
	all, err := s.enabled(ctx, "")
	out := []Door{}
	for _, p := range all {
		out = append(out, Door{p.ID, p.Name, p.Kind})
	}
	return out, err
}

// enabled gives the providers that are switched on, of a kind or of any.
func (s *Service) enabled(ctx context.Context, kind string) ([]Provider, error) {
	var all []Provider
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = allProviders(ctx, tx)
		return err
	})
	return slices.DeleteFunc(all, func(p Provider) bool { return !p.Enabled || kind != "" && p.Kind != kind }), err
}

// unreachable tells people that a provider does not answer, and the log why.
func unreachable(p Provider, err error) error {
	return fault.Newf(fault.Unavailable, "identity.provider.unreachable", "%s does not answer as it should; try again later or tell an administrator.", p.Name).WithCause(err)
}

// askDirectories tries login and password at the directories, one after the
// other; the first that knows the login decides. user is the account of the
// login, if there is one: who signs in with a password kept here is asked for
// elsewhere only where linking is allowed, and a local administrator nowhere.
func (s *Service) askDirectories(ctx context.Context, login string, password Secret, user User) (p Provider, who outsider, found bool, err error) {
	if password == "" || !loginForm.MatchString(login) {
		return p, who, false, nil
	}
	all, err := s.enabled(ctx, KindDirectory)
	if err != nil || len(all) == 0 {
		return p, who, false, err
	}
	var today string
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		today, err = s.org.Today(ctx, tx)
		return err
	}); err != nil {
		return p, who, false, err
	}
	var silent error
	for _, p := range all {
		if user.localAdministrator(today) || user.password != "" && !p.Settings.Link {
			continue
		}
		secret, err := s.secretOf(p)
		if err != nil {
			return p, who, false, err
		}
		e, err := p.directory(secret).SignIn(ctx, login, password.Reveal())
		switch {
		case err == nil:
			// The directory finds logins by rules of its own; the account's is its.
			return p, outsider{Subject: e.Subject, Login: e.Login, Name: e.Name, AgentNo: e.AgentNo, Groups: e.Groups}, true, nil
		case errors.Is(err, directory.ErrUnknown):
		case errors.Is(err, directory.ErrWrong):
			return p, who, false, nil
		case errors.Is(err, directory.ErrDisabled):
			return p, who, false, inactive()
		default:
			silent = unreachable(p, err)
		}
	}
	return p, who, false, silent
}

// secretOf opens a provider's secret.
func (s *Service) secretOf(p Provider) (string, error) {
	if p.secret == "" {
		return "", nil
	}
	secret, err := s.box.Open(p.secret, p.about())
	if err != nil {
		err = unreachable(p, err)
	}
	return secret, err
}

// flow is a sign-in that goes on at an OpenID provider, sealed and kept by the
// browser: an answer that comes with another browser, or twice, is of no use.
type flow struct {
	Provider string `json:"provider"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Return   string `json:"return"`
	Until    int64  `json:"until"` // ms
}

const (
	flowFor  = "sign-in at an OpenID provider"
	flowLife = 10 * time.Minute
)

// SafeReturn is the page to go to after a sign-in: of this application, else
// its first.
func SafeReturn(page string) string {
	if len(page) > 2000 || !strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") || strings.ContainsAny(page, "\\\r\n\t") || strings.HasPrefix(page, "/sign-in") {
		return "/"
	}
	return page
}

// StartOpenID begins a sign-in at the provider: where to send the browser, and
// what it is to keep meanwhile.
func (s *Service) StartOpenID(ctx context.Context, providerID, back string) (to string, kept Secret, err error) {
	all, err := s.enabled(ctx, KindOpenID)
	if err != nil {
		return "", "", err
	}
	i := slices.IndexFunc(all, func(p Provider) bool { return p.ID == providerID })
	if i < 0 {
		return "", "", noProvider()
	}
	at, err := s.discover(ctx, all[i])
	if err != nil {
		return "", "", err
	}
	f := flow{Provider: providerID, State: NewToken().Reveal(), Nonce: NewToken().Reveal(), Verifier: openid.NewVerifier(), Return: SafeReturn(back), Until: clock.Ms(s.clk) + flowLife.Milliseconds()}
	kept, err = s.seal(f, flowFor)
	return at.Start(f.State, f.Nonce, f.Verifier), kept, err
}

// FinishOpenID takes the provider's answer and opens a session; back is the
// page to go to.
func (s *Service) FinishOpenID(ctx context.Context, kept Secret, answer url.Values, from Caller) (out SignedIn, back string, err error) {
	wrong, err := s.pace(from.Address)
	if err != nil {
		return out, "/", err
	}
	var f flow
	if err := s.unseal(kept, flowFor, &f); err != nil || f.Until <= clock.Ms(s.clk) || f.State == "" || answer.Get("state") != f.State {
		return out, "/", fault.New(fault.Unauthenticated, "identity.provider.flow", "This sign-in was begun elsewhere or too long ago; begin again.")
	}
	all, err := s.enabled(ctx, KindOpenID)
	if err != nil {
		return out, f.Return, err
	}
	i := slices.IndexFunc(all, func(p Provider) bool { return p.ID == f.Provider })
	if i < 0 {
		return out, f.Return, noProvider()
	}
	p := all[i]
	who, err := s.redeem(ctx, p, f, answer)
	if err != nil {
		if fault.Is(err, fault.Unauthenticated) {
			wrong()
		}
		return out, f.Return, err
	}
	out, err = s.enter(ctx, "", from, func(tx *sqldb.Tx) (User, string, error, error) {
		u, refused, err := s.admit(ctx, tx, p, who)
		return u, p.ID, refused, err
	})
	return out, f.Return, err
}

// redeem turns the provider's answer into who signed in there.
func (s *Service) redeem(ctx context.Context, p Provider, f flow, answer url.Values) (outsider, error) {
	var who outsider
	refusal := func(cause error) error {
		return fault.Newf(fault.Unauthenticated, "identity.provider.refused", "%s did not sign you in.", p.Name).WithCause(cause)
	}
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return who, refusal(errors.New(clip(answer.Get("error")+" "+answer.Get("error_description"), 200)))
	}
	at, err := s.discover(ctx, p)
	if err != nil {
		return who, err
	}
	c, err := at.Finish(ctx, answer.Get("code"), answer.Get("iss"), f.Nonce, f.Verifier)
	if errors.Is(err, openid.ErrRefused) {
		return who, refusal(err)
	}
	if err != nil {
		return who, unreachable(p, err)
	}
	who = outsider{Subject: c.Subject, Login: c.Text(p.Settings.Login), Name: c.Text(p.Settings.Name)}
	if p.Settings.AgentNo != "" {
		who.AgentNo = c.Text(p.Settings.AgentNo)
	}
	if p.Settings.Groups != "" {
		var told bool
		if who.Groups, told = c.List(p.Settings.Groups); !told && c.Elsewhere(p.Settings.Groups) {
			return who, fault.Newf(fault.Unauthenticated, "identity.provider.groups", "%s keeps the list of your groups elsewhere, since it is too long; an administrator of %s must have it tell fewer.", p.Name, p.Name)
		}
	}
	return who, nil
}

// discoverAgain is how long what a provider said of itself is believed.
const discoverAgain = time.Hour

// discovered keeps what providers said of themselves.
type discovered struct {
	mu  sync.Mutex
	all map[string]foundProvider
}

type foundProvider struct {
	*openid.Provider
	rev int64
	at  time.Time
}

func (s *Service) discover(ctx context.Context, p Provider) (*openid.Provider, error) {
	now := s.clk.Now()
	s.found.mu.Lock()
	have, ok := s.found.all[p.ID]
	s.found.mu.Unlock()
	if ok && have.rev == p.Rev && now.Sub(have.at) < discoverAgain {
		return have.Provider, nil
	}
	secret, err := s.secretOf(p)
	if err != nil {
		return nil, err
	}
	fresh, err := openid.Discover(ctx, p.openID(secret), s.clk.Now)
	if err != nil {
		return nil, unreachable(p, err)
	}
	s.found.mu.Lock()
	defer s.found.mu.Unlock()
	if s.found.all == nil {
		s.found.all = map[string]foundProvider{}
	}
	s.found.all[p.ID] = foundProvider{fresh, p.Rev, now}
	return fresh, nil
}
