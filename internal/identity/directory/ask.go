package directory

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"
)

var (
	// ErrUnknown says that the directory has nobody of the login.
	ErrUnknown = errors.New("the directory has nobody of this login")
	// ErrWrong says that the password is wrong, or may not be used.
	ErrWrong = errors.New("the directory refuses the password")
	// ErrDisabled says that the password is right and the account is closed.
	ErrDisabled = errors.New("the directory has closed the account")
)

const (
	dialTime = 5 * time.Second
	askTime  = 10 * time.Second
)

// SignIn finds who has the login and tries the password. Any error that is
// none of this package's means that the directory could not be asked.
func (s Settings) SignIn(ctx context.Context, login, password string) (Entry, error) {
	if password == "" { // the server would take it for an anonymous bind
		return Entry{}, ErrWrong
	}
	c, err := s.connect(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer c.close()
	e, err := c.find(login)
	if err != nil {
		return Entry{}, err
	}
	out, err := c.read(e, login)
	if err != nil {
		return Entry{}, err
	}
	switch err := c.Bind(e.DN, password); {
	case ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultUnwillingToPerform, ldap.LDAPResultInappropriateAuthentication,
		ldap.LDAPResultConstraintViolation, ldap.LDAPResultInsufficientAccessRights):
		return Entry{}, ErrWrong
	case err != nil:
		return Entry{}, fmt.Errorf("bind as %s: %w", e.DN, err)
	}
	if disabled(e) {
		return Entry{}, ErrDisabled
	}
	return out, nil
}

// Find looks somebody up without a password, to try the settings.
func (s Settings) Find(ctx context.Context, login string) (Entry, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer c.close()
	e, err := c.find(login)
	if err != nil {
		return Entry{}, err
	}
	out, err := c.read(e, login)
	if err == nil && disabled(e) {
		err = ErrDisabled
	}
	return out, err
}

// connection is one conversation with the directory.
type connection struct {
	*ldap.Conn
	s    Settings
	stop func() bool
}

func (c *connection) close() {
	c.stop()
	_ = c.Close() // it was only read from
}

// connect reaches the directory and signs in who searches.
func (s Settings) connect(ctx context.Context) (*connection, error) {
	u, err := url.Parse(s.Server)
	if err != nil {
		return nil, err
	}
	if wrong := s.CheckServer(); wrong != "" {
		return nil, errors.New("the address " + wrong)
	}
	conn, err := ldap.DialURL(u.Scheme+"://"+u.Host, ldap.DialWithDialer(&net.Dialer{Timeout: dialTime}), ldap.DialWithTLSConfig(s.tls(u.Hostname())))
	if err != nil {
		return nil, err
	}
	conn.SetTimeout(askTime)
	c := &connection{Conn: conn, s: s, stop: context.AfterFunc(ctx, func() { _ = conn.Close() })}
	if s.StartTLS {
		if err := conn.StartTLS(s.tls(u.Hostname())); err != nil {
			c.close()
			return nil, fmt.Errorf("StartTLS: %w", err)
		}
	}
	if s.BindDN != "" {
		if err := conn.Bind(s.BindDN, s.Password); err != nil {
			c.close()
			return nil, fmt.Errorf("bind as %s: %w", s.BindDN, err)
		}
	}
	return c, nil
}

// find gives the one entry of the login.
func (c *connection) find(login string) (*ldap.Entry, error) {
	want := append([]string{c.s.Login, c.s.Name, c.s.Subject}, stateAttributes...)
	for _, a := range []string{c.s.Groups, c.s.AgentNo} {
		if a != "" {
			want = append(want, a)
		}
	}
	const enough = 2 // to see that it is not one
	found, err := c.Search(ldap.NewSearchRequest(c.s.BaseDN, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, enough, int(askTime.Seconds()), false,
		fill(c.s.UserFilter, login, ""), want, nil))
	switch {
	case ldap.IsErrorWithCode(err, ldap.LDAPResultSizeLimitExceeded) || err == nil && len(found.Entries) > 1:
		return nil, fmt.Errorf("the filter finds several people of the login %s", login)
	case err != nil:
		return nil, fmt.Errorf("search in %s: %w", c.s.BaseDN, err)
	case len(found.Entries) == 0:
		return nil, ErrUnknown
	}
	return found.Entries[0], nil
}

// read takes what is wanted from the entry, and its groups.
func (c *connection) read(e *ldap.Entry, login string) (Entry, error) {
	raw := e.GetEqualFoldRawAttributeValue(c.s.Subject)
	if len(raw) == 0 {
		return Entry{}, fmt.Errorf("%s has no attribute %s that names it for ever", e.DN, c.s.Subject)
	}
	out := Entry{DN: e.DN, Subject: subject(c.s.Subject, raw), Login: e.GetEqualFoldAttributeValue(c.s.Login), Name: strings.TrimSpace(e.GetEqualFoldAttributeValue(c.s.Name))}
	if c.s.AgentNo != "" {
		out.AgentNo = e.GetEqualFoldAttributeValue(c.s.AgentNo)
	}
	if c.s.Groups != "" {
		out.Groups = groupNames(e.GetEqualFoldAttributeValues(c.s.Groups))
	}
	if c.s.GroupFilter == "" {
		return out, nil
	}
	name := c.s.GroupName
	if name == "" {
		name = "cn"
	}
	groups, err := c.SearchWithPaging(ldap.NewSearchRequest(c.s.GroupBase, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, int(askTime.Seconds()), false,
		fill(c.s.GroupFilter, login, e.DN), []string{name}, nil), 500)
	if err != nil {
		return Entry{}, fmt.Errorf("search for groups in %s: %w", c.s.GroupBase, err)
	}
	for _, g := range groups.Entries {
		out.Groups = append(out.Groups, g.DN, g.GetEqualFoldAttributeValue(name))
	}
	return out, nil
}
