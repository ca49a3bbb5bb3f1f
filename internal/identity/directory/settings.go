package directory

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"
)

// Settings say how a directory is reached and read.
type Settings struct {
	Server      string // ldaps://host:636 or ldap://host:389
	StartTLS    bool   // switch an ldap:// connection to TLS
	Certificate string // PEM of the server's authority; "": the machine's
	BindDN      string // who searches; "": anonymous
	Password    string // of BindDN
	BaseDN      string // where people are
	UserFilter  string // finds one person, with {login}
	Login       string // attribute of the login
	Name        string // attribute of the name
	AgentNo     string // attribute of the agent number; "": none
	Subject     string // attribute that names the person for ever: entryUUID, objectGUID
	Groups      string // attribute with the groups: memberOf; "": they are searched for
	GroupBase   string // where groups are
	GroupFilter string // finds a person's groups, with {dn} or {login}
	GroupName   string // attribute of a group's name
}

// Entry is who was found.
type Entry struct {
	DN      string
	Subject string
	Login   string
	Name    string
	AgentNo string
	Groups  []string // distinguished names and plain names
}

// Placeholders of the filters.
const (
	LoginHere = "{login}"
	DNHere    = "{dn}"
)

// CheckServer says what is wrong with the address: "" when nothing is. A
// password leaves this machine over TLS only.
func (s Settings) CheckServer() string {
	u, err := url.Parse(s.Server)
	if err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || (u.Scheme != "ldap" && u.Scheme != "ldaps") {
		return "must be ldaps://host or ldap://host, with :port when it is not the usual one"
	}
	if u.Scheme == "ldap" && !s.StartTLS && !thisMachine(u.Hostname()) {
		return "would send passwords unprotected: use ldaps://, or switch StartTLS on"
	}
	if u.Scheme == "ldaps" && s.StartTLS {
		return "is protected by TLS already: use ldap:// with StartTLS, or ldaps:// without"
	}
	return ""
}

func thisMachine(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// GoodFilter reports whether the filter is one, with its placeholders filled.
func GoodFilter(filter string) bool {
	_, err := ldap.CompileFilter(fill(filter, "a", "cn=a"))
	return err == nil
}

// GoodDN reports whether the text is a distinguished name.
func GoodDN(dn string) bool {
	_, err := ldap.ParseDN(dn)
	return err == nil && dn != ""
}

// SameGroup reports whether two texts name one group: letters of either case
// are alike, and in distinguished names spaces around commas do not count.
func SameGroup(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	if !strings.Contains(a, "=") || !strings.Contains(b, "=") {
		return false
	}
	x, errX := ldap.ParseDN(a)
	y, errY := ldap.ParseDN(b)
	return errX == nil && errY == nil && x.EqualFold(y)
}

// fill puts login and dn into a filter, escaped.
func fill(filter, login, dn string) string {
	return strings.NewReplacer(LoginHere, ldap.EscapeFilter(login), DNHere, ldap.EscapeFilter(dn)).Replace(filter)
}

// tls is how to connect with TLS.
func (s Settings) tls(host string) *tls.Config {
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if s.Certificate != "" {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AppendCertsFromPEM([]byte(s.Certificate))
	}
	return c
}

// subject is what names the person for ever, as text: identifiers of Active
// Directory are bytes.
func subject(attribute string, raw []byte) string {
	binary := strings.EqualFold(attribute, "objectGUID") || strings.EqualFold(attribute, "objectSid")
	if binary || !utf8.Valid(raw) {
		return hex.EncodeToString(raw)
	}
	return string(raw)
}

// groupNames are the values of a group attribute and, of distinguished names,
// what they begin with: cn=Leaders,ou=Groups is also Leaders.
func groupNames(values []string) []string {
	out := []string{}
	for _, v := range values {
		out = append(out, v)
		if dn, err := ldap.ParseDN(v); err == nil && len(dn.RDNs) > 0 && len(dn.RDNs[0].Attributes) > 0 {
			out = append(out, dn.RDNs[0].Attributes[0].Value)
		}
	}
	return out
}

// disabled reports whether the directory has closed the account.
func disabled(e *ldap.Entry) bool {
	const accountDisable = 0x2 // of Active Directory's userAccountControl
	if bits, err := strconv.ParseInt(e.GetEqualFoldAttributeValue("userAccountControl"), 10, 64); err == nil && bits&accountDisable != 0 {
		return true
	}
	return strings.EqualFold(e.GetEqualFoldAttributeValue("nsAccountLock"), "true") || e.GetEqualFoldAttributeValue("pwdAccountLockedTime") != ""
}

var stateAttributes = []string{"userAccountControl", "nsAccountLock", "pwdAccountLockedTime"}
