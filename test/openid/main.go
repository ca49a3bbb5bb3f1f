// Command openid is an OpenID Connect provider for tests: a real one, in
// memory, that signs in whoever a file names. It is a module of its own, so
// that nothing of it gets near the product.
//
// It reads its settings as JSON from the standard input, prints its address as
// a line, and ends when the input does.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
	"github.com/ory/fosite/handler/openid"
	"github.com/ory/fosite/storage"
	"github.com/ory/fosite/token/jwt"
	"golang.org/x/crypto/bcrypt"
)

// settings come on the standard input, one JSON document per line; a later one
// replaces the people.
type settings struct {
	ClientID string                    `json:"client_id"`
	Secret   string                    `json:"secret"`
	Redirect string                    `json:"redirect"`
	People   map[string]map[string]any `json:"people"` // by login: the claims
	Plain    bool                      `json:"plain"`  // HTTP, for a browser that knows no authority of ours
	InUser   []string                  `json:"in_user_info"`
	Spoil    string                    `json:"spoil"` // nonce, audience, expired, issuer: what to get wrong
}

type provider struct {
	mu     sync.Mutex
	s      settings
	issuer string
	key    *rsa.PrivateKey
	oauth  fosite.OAuth2Provider
}

func main() {
	in := json.NewDecoder(os.Stdin)
	p := &provider{}
	if err := in.Decode(&p.s); err != nil {
		log.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	first := map[string]string{}
	scheme := "http"
	if !p.s.Plain {
		cert, text, err := certificate()
		if err != nil {
			log.Fatal(err)
		}
		ln, scheme, first["certificate"] = tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}), "https", text
	}
	p.issuer = scheme + "://" + ln.Addr().String()
	first["issuer"] = p.issuer
	if err := p.setUp(); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userInfo)
	go func() { log.Fatal(http.Serve(ln, mux)) }() //nolint:gosec // a test's
	if err := json.NewEncoder(os.Stdout).Encode(first); err != nil {
		log.Fatal(err)
	}
	for {
		var next settings
		if err := in.Decode(&next); err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		p.mu.Lock()
		p.s.People, p.s.InUser, p.s.Spoil = next.People, next.InUser, next.Spoil
		p.mu.Unlock()
		fmt.Println("{}")
	}
}

func (p *provider) setUp() error {
	var err error
	if p.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(p.s.Secret), bcrypt.MinCost)
	if err != nil {
		return err
	}
	store := storage.NewMemoryStore()
	store.Clients[p.s.ClientID] = &fosite.DefaultClient{ID: p.s.ClientID, Secret: hash, RedirectURIs: []string{p.s.Redirect},
		ResponseTypes: []string{"code"}, GrantTypes: []string{"authorization_code"}, Scopes: []string{"openid", "profile", "email", "groups"}}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	config := &fosite.Config{GlobalSecret: secret, EnforcePKCE: true, IDTokenIssuer: p.issuer, SendDebugMessagesToClients: true,
		AccessTokenLifespan: time.Minute, AuthorizeCodeLifespan: time.Minute, IDTokenLifespan: 5 * time.Minute}
	p.oauth = compose.ComposeAllEnabled(config, store, &jose.JSONWebKey{Key: p.key, KeyID: "1", Algorithm: "RS256", Use: "sig"})
	return nil
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	tell(w, map[string]any{
		"issuer": p.issuer, "authorization_endpoint": p.issuer + "/authorize", "token_endpoint": p.issuer + "/token", "jwks_uri": p.issuer + "/keys", "userinfo_endpoint": p.issuer + "/userinfo",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"}, "code_challenge_methods_supported": []string{"S256"},
	})
}

func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	tell(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
}

func tell(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// authorize shows a form that asks who one is, and believes it.
func (p *provider) authorize(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	ask, err := p.oauth.NewAuthorizeRequest(ctx, r)
	if err != nil {
		p.oauth.WriteAuthorizeError(ctx, w, ask, err)
		return
	}
	login := r.PostFormValue("login")
	if r.Method == http.MethodGet || login == "" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprintf(w, `<!doctype html><title>Provider</title><form method="post" action="/authorize?%s"><label>Who <input name="login"></label><button>Go</button></form>`, html.EscapeString(r.URL.RawQuery))
		return
	}
	claims, spoil, ok := p.person(login, false)
	if !ok {
		p.oauth.WriteAuthorizeError(ctx, w, ask, fosite.ErrAccessDenied)
		return
	}
	for _, scope := range ask.GetRequestedScopes() {
		ask.GrantScope(scope)
	}
	now := time.Now()
	id := &jwt.IDTokenClaims{Issuer: p.issuer, Subject: "id-of-" + login, Audience: []string{p.s.ClientID}, IssuedAt: now, RequestedAt: now, AuthTime: now, ExpiresAt: now.Add(5 * time.Minute), Extra: claims}
	switch spoil {
	case "nonce":
		ask.GetRequestForm().Set("nonce", "another-nonce-than-was-asked")
	case "issuer":
		id.Issuer = "https://somebody.else"
	}
	answer, err := p.oauth.NewAuthorizeResponse(ctx, ask, &openid.DefaultSession{Claims: id, Headers: &jwt.Headers{Extra: map[string]any{"kid": "1"}}, Subject: "id-of-" + login, Username: login})
	if err != nil {
		p.oauth.WriteAuthorizeError(ctx, w, ask, err)
		return
	}
	answer.AddParameter("iss", p.issuer)
	answer.AddParameter("session_state", "what providers add")
	p.oauth.WriteAuthorizeResponse(ctx, w, ask, answer)
}

// person gives the claims of somebody that go into the token, or those that
// are told at the other address.
func (p *provider) person(login string, info bool) (claims map[string]any, spoil string, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all, ok := p.s.People[login]
	claims = map[string]any{}
	for k, v := range all {
		later := false
		for _, x := range p.s.InUser {
			later = later || x == k
		}
		if later == info {
			claims[k] = v
		}
	}
	return claims, p.s.Spoil, ok
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	ask, err := p.oauth.NewAccessRequest(ctx, r, &openid.DefaultSession{})
	if err != nil {
		p.oauth.WriteAccessError(ctx, w, ask, err)
		return
	}
	answer, err := p.oauth.NewAccessResponse(ctx, ask)
	if err != nil {
		p.oauth.WriteAccessError(ctx, w, ask, err)
		return
	}
	p.oauth.WriteAccessResponse(ctx, w, ask, answer)
}

func (p *provider) userInfo(w http.ResponseWriter, r *http.Request) {
	_, ask, err := p.oauth.IntrospectToken(r.Context(), fosite.AccessTokenFromRequest(r), fosite.AccessToken, &openid.DefaultSession{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	session := ask.GetSession().(*openid.DefaultSession)
	claims, spoil, _ := p.person(session.Username, true)
	claims["sub"] = session.Subject
	if spoil == "subject" {
		claims["sub"] = "somebody-else"
	}
	tell(w, claims)
}

// certificate is one of our own for loopback, and its authority as PEM.
func certificate() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test provider"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true, IsCA: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}
