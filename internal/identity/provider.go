package identity

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/identity/directory"
	"github.com/lingting/lingting/internal/identity/openid"
	"github.com/lingting/lingting/internal/kit/fault"
)

// The kinds of sign-in providers.
const (
	KindOpenID    = "openid"    // people sign in at an OpenID Connect provider
	KindDirectory = "directory" // an LDAP server or Active Directory checks the password typed here
)

// Provider knows people outside of the product, and signs them in here.
type Provider struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Kind      string           `json:"kind" enum:"openid,directory"`
	Enabled   bool             `json:"enabled"`
	Settings  ProviderSettings `json:"settings"`
	SecretSet bool             `json:"secret_set" doc:"Whether a client secret or password is kept; it is never given out"`
	Redirect  string           `json:"redirect_uri,omitempty" doc:"The address to register at the OpenID provider"`
	Accounts  int64            `json:"accounts" doc:"Accounts that are linked to somebody there"`
	CreatedAt string           `json:"created_at" format:"date-time"`
	Rev       int64            `json:"rev"`

	secret  string // sealed
	created int64
}

// ProviderSettings say how a provider is reached, what it tells, and what that
// gives here. Which apply depends on the kind.
type ProviderSettings struct {
	Certificate string `json:"certificate,omitempty" doc:"PEM of the authority of the provider's certificate, when it is not publicly trusted"`

	Issuer   string `json:"issuer,omitempty" doc:"OpenID: address of the provider, as its discovery document names it"`
	ClientID string `json:"client_id,omitempty" doc:"OpenID: who this server is there"`
	Scopes   string `json:"scopes,omitempty" doc:"OpenID: what is asked for besides openid, separated by spaces"`
	Address  string `json:"address,omitempty" doc:"OpenID: address people reach this server at; they are sent back to it"`

	Server      string `json:"server,omitempty" doc:"Directory: ldaps://host or ldap://host, with :port when it is not the usual one"`
	StartTLS    bool   `json:"start_tls,omitempty" doc:"Directory: switch an ldap:// connection to TLS"`
	BindDN      string `json:"bind_dn,omitempty" doc:"Directory: who searches; empty: nobody in particular"`
	BaseDN      string `json:"base_dn,omitempty" doc:"Directory: where people are"`
	UserFilter  string `json:"user_filter,omitempty" doc:"Directory: finds one person by {login}"`
	Subject     string `json:"subject_field,omitempty" doc:"Directory: attribute that names a person for ever: entryUUID, objectGUID"`
	GroupBase   string `json:"group_base,omitempty" doc:"Directory: where groups are, when they are searched for"`
	GroupFilter string `json:"group_filter,omitempty" doc:"Directory: finds a person's groups by {dn} or {login}; empty: they are in groups_field"`

	Login   string `json:"login_field" doc:"Claim or attribute of the login"`
	Name    string `json:"name_field" doc:"Claim or attribute of the name"`
	Groups  string `json:"groups_field,omitempty" doc:"Claim or attribute of the groups"`
	AgentNo string `json:"agent_no_field,omitempty" doc:"Claim or attribute of the agent number: the account then belongs to that person"`

	Create     bool      `json:"create,omitempty" doc:"Make an account at the first sign-in"`
	Link       bool      `json:"link,omitempty" doc:"Link an account of the same login that is there already; its local password ends. Never a local administrator's."`
	TwoFactors bool      `json:"two_factors,omitempty" doc:"OpenID: the provider asks for a second factor itself, so that it is not asked for here"`
	Hours      int       `json:"hours" doc:"How long a sign-in lasts at most; groups are looked at anew at each"`
	Mappings   []Mapping `json:"mappings" doc:"What a group gives"`
}

// Mapping gives the people of a group a role on a scope.
type Mapping struct {
	Group   string `json:"group" doc:"As the provider names it; of a directory the whole name or what it begins with"`
	Role    string `json:"role"`
	Scope   string `json:"scope" enum:"centre,site,team,self"`
	ScopeID string `json:"scope_id,omitempty" doc:"Of the site or team"`
}

// NewProvider asks for a provider.
type NewProvider struct {
	Name     string
	Kind     string
	Enabled  bool
	Settings ProviderSettings
	Secret   Secret
}

// ProviderPatch changes what is not nil.
type ProviderPatch struct {
	Name     *string
	Enabled  *bool
	Settings *ProviderSettings
	Secret   *Secret
}

const (
	mostMappings = 200
	defaultHours = 12
	mostHours    = 7 * 24
	callbackPath = "/api/v1/session/openid/callback"
)

// redirect is the address that the OpenID provider sends people back to.
func (s ProviderSettings) redirect() string {
	if s.Address == "" {
		return ""
	}
	return strings.TrimRight(s.Address, "/") + callbackPath
}

// sameDoor reports whether a secret for one is also meant for the other: it is
// never sent to another place than it was entered for.
func (s ProviderSettings) sameDoor(o ProviderSettings) bool {
	return s.Issuer == o.Issuer && s.ClientID == o.ClientID && s.Server == o.Server && s.StartTLS == o.StartTLS && s.BindDN == o.BindDN && s.Certificate == o.Certificate
}

func checkProvider(w *fault.Collector, p *Provider) {
	p.Name = strings.TrimSpace(p.Name)
	switch n := utf8.RuneCountInString(p.Name); {
	case n == 0:
		w.Add("body.name", "required", "must not be empty")
	case n > 60 || strings.ContainsFunc(p.Name, func(r rune) bool { return r < ' ' }):
		w.Add("body.name", "too_long", "must have at most 60 characters, none of them control characters")
	}
	switch p.Kind {
	case KindOpenID:
		p.Settings.openID(w)
	case KindDirectory:
		p.Settings.directory(w)
	default:
		w.Add("body.kind", "one_of", "must be openid or directory")
	}
	p.Settings.common(w)
}

// line is a setting of one line.
func line(w *fault.Collector, field string, value *string, fallback string) {
	*value = strings.TrimSpace(*value)
	if *value == "" {
		*value = fallback
	}
	if len(*value) > 500 || strings.ContainsFunc(*value, func(r rune) bool { return r < ' ' }) {
		w.Add("body.settings."+field, "too_long", "must be one line of at most 500 bytes")
	}
}

func required(w *fault.Collector, field string, value *string) {
	if line(w, field, value, ""); *value == "" {
		w.Add("body.settings."+field, "required", "must not be empty")
	}
}

func address(w *fault.Collector, field string, value *string) {
	if required(w, field, value); *value == "" {
		return
	}
	if wrong := openid.CheckAddress(*value); wrong != "" {
		w.Add("body.settings."+field, "address", wrong)
	}
}

func (s *ProviderSettings) openID(w *fault.Collector) {
	*s = ProviderSettings{Certificate: s.Certificate, Issuer: s.Issuer, ClientID: s.ClientID, Scopes: s.Scopes, Address: s.Address, Login: s.Login, Name: s.Name,
		Groups: s.Groups, AgentNo: s.AgentNo, Create: s.Create, Link: s.Link, TwoFactors: s.TwoFactors, Hours: s.Hours, Mappings: s.Mappings}
	address(w, "issuer", &s.Issuer)
	address(w, "address", &s.Address)
	required(w, "client_id", &s.ClientID)
	line(w, "scopes", &s.Scopes, "profile email")
	s.Scopes = strings.Join(strings.Fields(s.Scopes), " ")
	line(w, "login_field", &s.Login, "preferred_username")
	line(w, "name_field", &s.Name, "name")
	line(w, "groups_field", &s.Groups, "")
	line(w, "agent_no_field", &s.AgentNo, "")
}

func (s *ProviderSettings) directory(w *fault.Collector) {
	s.Issuer, s.ClientID, s.Scopes, s.Address, s.TwoFactors = "", "", "", "", false
	required(w, "server", &s.Server)
	if wrong := (directory.Settings{Server: s.Server, StartTLS: s.StartTLS}).CheckServer(); wrong != "" && s.Server != "" {
		w.Add("body.settings.server", "address", wrong)
	}
	required(w, "base_dn", &s.BaseDN)
	line(w, "bind_dn", &s.BindDN, "")
	line(w, "group_base", &s.GroupBase, "")
	for field, dn := range map[string]string{"base_dn": s.BaseDN, "bind_dn": s.BindDN, "group_base": s.GroupBase} {
		// Active Directory also takes DOMAIN\name and name@domain for a bind.
		if dn != "" && !directory.GoodDN(dn) && (field != "bind_dn" || strings.Contains(dn, "=")) {
			w.Add("body.settings."+field, "pattern", "must be a distinguished name such as ou=people,dc=example,dc=com")
		}
	}
	line(w, "user_filter", &s.UserFilter, "(&(objectClass=person)(uid="+directory.LoginHere+"))")
	if !strings.Contains(s.UserFilter, directory.LoginHere) || !directory.GoodFilter(s.UserFilter) {
		w.Add("body.settings.user_filter", "pattern", "must be a filter with {login}, such as (uid={login})")
	}
	line(w, "group_filter", &s.GroupFilter, "")
	switch named := strings.Contains(s.GroupFilter, directory.LoginHere) || strings.Contains(s.GroupFilter, directory.DNHere); {
	case s.GroupFilter == "":
		s.GroupBase = ""
	case !named || !directory.GoodFilter(s.GroupFilter):
		w.Add("body.settings.group_filter", "pattern", "must be a filter with {dn} or {login}, such as (member={dn})")
	case s.GroupBase == "":
		w.Add("body.settings.group_base", "required", "must say where the groups are")
	}
	line(w, "login_field", &s.Login, "uid")
	line(w, "name_field", &s.Name, "cn")
	line(w, "subject_field", &s.Subject, "entryUUID")
	line(w, "groups_field", &s.Groups, "")
	line(w, "agent_no_field", &s.AgentNo, "")
}

func (s *ProviderSettings) common(w *fault.Collector) {
	if s.Certificate = strings.TrimSpace(s.Certificate); s.Certificate != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.Certificate)) {
		w.Add("body.settings.certificate", "format", "must be a certificate in PEM form")
	}
	if s.Hours == 0 {
		s.Hours = defaultHours
	}
	if s.Hours < 1 || s.Hours > mostHours {
		w.Add("body.settings.hours", "range", fmt.Sprintf("must be 1 to %d", mostHours))
	}
	if len(s.Mappings) > mostMappings {
		w.Add("body.settings.mappings", "too_many", fmt.Sprintf("must be %d at most", mostMappings))
	}
	if s.Mappings == nil {
		s.Mappings = []Mapping{}
	}
	if len(s.Mappings) > 0 && s.Groups == "" && s.GroupFilter == "" {
		w.Add("body.settings.groups_field", "required", "must say where the groups are told")
	}
	for i := range s.Mappings {
		m := &s.Mappings[i]
		at := fmt.Sprintf("body.settings.mappings[%d]", i)
		if m.Group = strings.TrimSpace(m.Group); m.Group == "" {
			w.Add(at+".group", "required", "must not be empty")
		}
		if len(m.Group) > 500 {
			w.Add(at+".group", "too_long", "must have at most 500 bytes")
		}
		if _, ok := roleOf(m.Role); !ok {
			w.Add(at+".role", "one_of", "is no role: "+m.Role)
		}
		switch part := m.Scope == ScopeSite || m.Scope == ScopeTeam; {
		case !slices.Contains(Scopes, m.Scope):
			w.Add(at+".scope", "one_of", "must be centre, site, team or self")
		case part && m.ScopeID == "":
			w.Add(at+".scope_id", "required", "must name the "+m.Scope)
		case !part && m.ScopeID != "":
			w.Add(at+".scope_id", "unexpected", "must be left out for this scope")
		}
	}
}

// grantsOf are what the groups give, each once.
func (p Provider) grantsOf(groups []string) []Grant {
	out := []Grant{}
	for _, m := range p.Settings.Mappings {
		g := Grant{Role: m.Role, Scope: m.Scope, ScopeID: m.ScopeID, ProviderID: p.ID}
		in := slices.ContainsFunc(groups, func(x string) bool { return x == m.Group || p.Kind == KindDirectory && directory.SameGroup(x, m.Group) })
		if in && !slices.ContainsFunc(out, g.same) {
			out = append(out, g)
		}
	}
	return out
}

// shown fills in what is told of a provider.
func (p Provider) shown(zone *time.Location) Provider {
	p.SecretSet = p.secret != ""
	p.Redirect = p.Settings.redirect()
	p.CreatedAt = instant(p.created, zone)
	return p
}

// about is what a provider's secret is sealed for.
func (p Provider) about() string { return "sign-in provider " + p.ID }

// directory says how to ask the provider with its password.
func (p Provider) directory(password string) directory.Settings {
	s := p.Settings
	return directory.Settings{Server: s.Server, StartTLS: s.StartTLS, Certificate: s.Certificate, BindDN: s.BindDN, Password: password, BaseDN: s.BaseDN, UserFilter: s.UserFilter,
		Login: s.Login, Name: s.Name, AgentNo: s.AgentNo, Subject: s.Subject, Groups: s.Groups, GroupBase: s.GroupBase, GroupFilter: s.GroupFilter, GroupName: "cn"}
}

func (p Provider) openID(secret string) openid.Settings {
	s := p.Settings
	return openid.Settings{Issuer: s.Issuer, ClientID: s.ClientID, Secret: secret, Redirect: s.redirect(), Scopes: strings.Fields(s.Scopes), Certificate: s.Certificate}
}
