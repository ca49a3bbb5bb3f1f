// Package directorytest starts a real LDAP server (OpenLDAP's slapd, the Debian
// package slapd) for one test: on free ports of loopback, in a temporary
// folder, with a certificate of its own.
package directorytest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/lingting/lingting/internal/kit/clock"
)

// Who is in the directory and where.
const (
	Base     = "dc=example,dc=com"
	People   = "ou=people," + Base
	Groups   = "ou=groups," + Base
	RootDN   = "cn=admin," + Base
	SearchDN = "cn=search," + Base
	Password = "search and find" // of SearchDN
	root     = "root of all entries"
)

// Server is a running slapd.
type Server struct {
	Plain       string // ldap://127.0.0.1:port
	TLS         string // ldaps://127.0.0.1:port
	Certificate string // PEM of its authority

	t    *testing.T
	conn *ldap.Conn
}

const config = `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.1.2.2.1 NAME 'directoryUser' SUP top AUXILIARY MAY ( userAccountControl $ objectGUID $ sAMAccountName ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile %[1]s/slapd.pid
argsfile %[1]s/slapd.args
TLSCACertificateFile %[1]s/certificate.pem
TLSCertificateFile %[1]s/certificate.pem
TLSCertificateKeyFile %[1]s/key.pem
# It says yes to a name without a password: whoever asks must know better.
allow bind_anon_cred
database mdb
maxsize 16777216
suffix "` + Base + `"
rootdn "` + RootDN + `"
rootpw "` + root + `"
directory %[1]s/data
dbnosync
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="` + SearchDN + `" read by * none
`

// Start starts a server with nobody in it but who searches; it ends with the
// test.
func Start(t *testing.T) *Server {
	t.Helper()
	const program = "/usr/sbin/slapd"
	if _, err := os.Stat(program); err != nil {
		t.Fatal("this test needs an LDAP server: install the Debian package slapd (tools/need.sh slapd does)")
	}
	dir := t.TempDir()
	s := &Server{t: t, Certificate: certify(t, dir)}
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	conf := filepath.Join(dir, "slapd.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, config, dir), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	for range 5 { // another program may take a port in between
		s.Plain, s.TLS = "ldap://"+freePort(t), "ldaps://"+freePort(t)
		said.Reset()
		cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-f", conf, "-h", s.Plain+" "+s.TLS, "-d", "0")
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }()
		if s.reach(ended) {
			t.Cleanup(func() {
				_ = s.conn.Close()
				_ = cmd.Process.Kill()
				<-ended
			})
			s.fill()
			return s
		}
		_ = cmd.Process.Kill()
		<-ended
	}
	t.Fatalf("slapd does not start: %s", said.String())
	return nil
}

// reach connects as the root; false when the server ended instead.
func (s *Server) reach(ended <-chan struct{}) bool {
	for range 600 {
		conn, err := ldap.DialURL(s.Plain)
		if err == nil {
			if err = conn.Bind(RootDN, root); err == nil {
				s.conn = conn
				return true
			}
			_ = conn.Close()
		}
		select {
		case <-ended:
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
	return false
}

func (s *Server) fill() {
	s.Add(Base, "objectClass", "dcObject", "objectClass", "organization", "dc", "example", "o", "Example")
	s.Add(People, "objectClass", "organizationalUnit", "ou", "people")
	s.Add(Groups, "objectClass", "organizationalUnit", "ou", "groups")
	s.Add(SearchDN, "objectClass", "organizationalRole", "objectClass", "simpleSecurityObject", "cn", "search", "userPassword", Password)
}

// Add makes an entry of attributes and values.
func (s *Server) Add(dn string, pairs ...string) {
	s.t.Helper()
	all := map[string][]string{}
	for p := range slices.Chunk(pairs, 2) {
		all[p[0]] = append(all[p[0]], p[1])
	}
	req := ldap.NewAddRequest(dn, nil)
	for k, v := range all {
		req.Attribute(k, v)
	}
	if err := s.conn.Add(req); err != nil {
		s.t.Fatalf("%s: %v", dn, err)
	}
}

// Person makes somebody; the distinguished name is given back.
func (s *Server) Person(login, name, password string, more ...string) string {
	s.t.Helper()
	dn := "uid=" + login + "," + People
	s.Add(dn, append([]string{"objectClass", "inetOrgPerson", "objectClass", "directoryUser", "uid", login, "cn", name, "sn", name, "userPassword", password}, more...)...)
	return dn
}

// Group makes a group of the members.
func (s *Server) Group(name string, members ...string) string {
	s.t.Helper()
	dn := "cn=" + name + "," + Groups
	pairs := []string{"objectClass", "groupOfNames", "cn", name}
	for _, m := range append(members, RootDN) { // one member it must have
		pairs = append(pairs, "member", m)
	}
	s.Add(dn, pairs...)
	return dn
}

// Leave takes somebody out of a group, Join puts them in.
func (s *Server) Leave(group, member string) { s.change(group, "member", member, true) }

// Join puts somebody into a group.
func (s *Server) Join(group, member string) { s.change(group, "member", member, false) }

func (s *Server) change(dn, attribute, value string, away bool) {
	s.t.Helper()
	req := ldap.NewModifyRequest(dn, nil)
	if away {
		req.Delete(attribute, []string{value})
	} else {
		req.Add(attribute, []string{value})
	}
	if err := s.conn.Modify(req); err != nil {
		s.t.Fatal(err)
	}
}

// Set replaces an attribute's values.
func (s *Server) Set(dn, attribute string, values ...string) {
	s.t.Helper()
	req := ldap.NewModifyRequest(dn, nil)
	req.Replace(attribute, values)
	if err := s.conn.Modify(req); err != nil {
		s.t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // it only found a port
	return ln.Addr().String()
}

// certify writes a certificate and its key into dir.
func certify(t *testing.T, dir string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.System().Now()
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test directory"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true, IsCA: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for name, content := range map[string][]byte{"certificate.pem": text, "key.pem": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tls.LoadX509KeyPair(filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")); err != nil {
		t.Fatal(err)
	}
	return string(text)
}
