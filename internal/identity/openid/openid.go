// Package openid signs people in through an OpenID Connect provider:
// authorisation code with PKCE, discovery, and a checked identity token. It
// keeps nothing but what it discovered.
package openid

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Settings say which provider it is and who we are there.
type Settings struct {
	Issuer      string
	ClientID    string
	Secret      string   // of the client; "": a public one
	Redirect    string   // where the provider sends people back to
	Scopes      []string // openid is always asked for
	Certificate string   // PEM of the provider's authority; "": the machine's
}

// CheckAddress says what is wrong with an address that people or this server
// are sent to: "" when nothing is. Without TLS it is on this machine.
func CheckAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return "must be an address such as https://login.example"
	}
	if a, err := netip.ParseAddr(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (err != nil || !a.IsLoopback()) {
		return "must begin with https://"
	}
	return ""
}

// Provider is a discovered one.
type Provider struct {
	found  *oidc.Provider
	client *http.Client
	config oauth2.Config
	verify *oidc.IDTokenVerifier
	issuer string
}

const (
	answerTime = 10 * time.Second
	answerSize = 1 << 20
)

// Discover asks the provider about itself.
func Discover(ctx context.Context, s Settings, now func() time.Time) (*Provider, error) {
	p := &Provider{client: client(s.Certificate), issuer: s.Issuer}
	var err error
	// The provider keeps the client of the context, for its keys.
	if p.found, err = oidc.NewProvider(oidc.ClientContext(ctx, p.client), s.Issuer); err != nil {
		return nil, err
	}
	scopes := []string{oidc.ScopeOpenID}
	for _, x := range s.Scopes {
		if !slices.Contains(scopes, x) {
			scopes = append(scopes, x)
		}
	}
	p.config = oauth2.Config{ClientID: s.ClientID, ClientSecret: s.Secret, Endpoint: p.found.Endpoint(), RedirectURL: s.Redirect, Scopes: scopes}
	p.verify = p.found.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), p.client), &oidc.Config{ClientID: s.ClientID, Now: now})
	return p, nil
}

func client(certificate string) *http.Client {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if certificate != "" {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AppendCertsFromPEM([]byte(certificate))
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = c
	return &http.Client{Transport: bounded{t}, Timeout: answerTime}
}

// bounded cuts answers that are larger than any honest one.
type bounded struct{ http.RoundTripper }

// RoundTrip sends the request.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, answerSize), res.Body}
	}
	return res, err
}

// NewVerifier is a secret for PKCE.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// Start is where to send someone who wants to sign in.
func (p *Provider) Start(state, nonce, verifier string) string {
	return p.config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
}

// ErrRefused says that the provider did not give, or we do not take, what it
// would need to sign someone in.
var ErrRefused = errors.New("the provider's answer does not sign anybody in")

// Finish redeems the code for who has signed in. iss is the provider's name in
// the answer, "" when it told none.
func (p *Provider) Finish(ctx context.Context, code, iss, nonce, verifier string) (Claims, error) {
	if iss != "" && iss != p.issuer { // the code of another provider
		return Claims{}, fmt.Errorf("%w: it names %s as its issuer", ErrRefused, iss)
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
		return Claims{}, fmt.Errorf("%w: %s %s", ErrRefused, refused.ErrorCode, refused.ErrorDescription)
	}
	if err != nil {
		return Claims{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return Claims{}, fmt.Errorf("%w: there is no identity token", ErrRefused)
	}
	id, err := p.verify.Verify(ctx, raw)
	if err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if nonce == "" || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return Claims{}, fmt.Errorf("%w: the identity token is for another sign-in", ErrRefused)
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(token.AccessToken); err != nil {
			return Claims{}, fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	out := Claims{Subject: id.Subject, all: map[string]any{}}
	if err := id.Claims(&out.all); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if p.found.UserInfoEndpoint() == "" {
		return out, nil
	}
	info, err := p.found.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return out, nil //nolint:nilerr // what the identity token tells may be enough
	}
	more := map[string]any{}
	if info.Subject != id.Subject { // of another person
		return Claims{}, fmt.Errorf("%w: the user information is about somebody else", ErrRefused)
	}
	if err := info.Claims(&more); err != nil {
		return out, nil //nolint:nilerr // as above
	}
	for k, v := range more {
		if _, told := out.all[k]; !told {
			out.all[k] = v
		}
	}
	return out, nil
}

// Claims are what the provider tells of a person.
type Claims struct {
	Subject string
	all     map[string]any
}

// Text is a claim that is text or a number; "" when there is none. An email
// address counts only when the provider has verified it.
func (c Claims) Text(name string) string {
	if name == "email" {
		if verified, ok := c.all["email_verified"].(bool); !ok || !verified {
			return ""
		}
	}
	switch v := c.at(name).(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return fmt.Sprintf("%.0f", v)
	}
	return ""
}

// List is a claim that is a list of texts, or one text. told is false when the
// provider says nothing of it.
func (c Claims) List(name string) (list []string, told bool) {
	list = []string{}
	switch v := c.at(name).(type) {
	case string:
		return append(list, v), true
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				list = append(list, s)
			}
		}
		return list, true
	}
	return list, false
}

// Elsewhere reports whether the provider keeps the claim at another address,
// since it is too long for a token.
func (c Claims) Elsewhere(name string) bool {
	names, _ := c.all["_claim_names"].(map[string]any)
	return names[name] != nil
}

// at finds a claim by its name, else by a path with dots: realm_access.roles.
func (c Claims) at(name string) any {
	if v, ok := c.all[name]; ok {
		return v
	}
	var v any = c.all
	for part := range strings.SplitSeq(name, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[part]
	}
	return v
}
