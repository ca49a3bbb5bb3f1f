package sources

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Settings say how a source is reached. Which apply depends on the kind.
type Settings struct {
	Address     string `json:"address,omitempty" doc:"host:port of the switch"`
	TLS         bool   `json:"tls,omitempty" doc:"Connect with TLS"`
	Certificate string `json:"certificate,omitempty" doc:"PEM of the switch's certificate or its authority, when it is not publicly trusted"`
	User        string `json:"user,omitempty" doc:"User of the manager interface"`
	QueueLog    string `json:"queue_log,omitempty" doc:"Path of the switch's queue_log on this server: it tells abandons from time-outs, and what happened while the connection was down"`
	Folder      string `json:"folder,omitempty" doc:"Folder on this server whose files hold Amazon Connect events"`
	Holds       bool   `json:"holds,omitempty" doc:"Also hear holds; the user then needs the read class call"`
}

// connects reports whether this server goes to sources of the kind itself.
func connects(kind string) bool { return kind == KindAMI || kind == KindESL }

// needsSecret reports whether sources of the kind log in with a password.
func needsSecret(kind string) bool { return kind == KindAMI || kind == KindESL }

var defaultPorts = map[string]string{KindAMI: "5038", KindESL: "8021"}

// check finds what is wrong with the settings of a kind and brings them into
// their usual form.
func (s *Settings) check(w *fault.Collector, kind string) {
	s.Address, s.User, s.QueueLog = strings.TrimSpace(s.Address), strings.TrimSpace(s.User), strings.TrimSpace(s.QueueLog)
	if kind == KindConnectFolder {
		*s = Settings{Folder: strings.TrimSpace(s.Folder)}
		if !filepath.IsAbs(s.Folder) {
			w.Add("body.settings.folder", "pattern", "must be a path from the root, such as /var/spool/connect")
		}
		return
	}
	if !connects(kind) {
		*s = Settings{}
		return
	}
	s.address(w, kind)
	if kind == KindESL {
		*s = Settings{Address: s.Address, TLS: s.TLS, Certificate: s.Certificate}
	}
	if kind == KindAMI {
		oneLine(w, "user", s.User, true)
		if s.QueueLog != "" && !filepath.IsAbs(s.QueueLog) {
			w.Add("body.settings.queue_log", "pattern", "must be a path from the root, such as /var/log/asterisk/queue_log")
		}
	}
}

func (s *Settings) address(w *fault.Collector, kind string) {
	if s.Address == "" {
		w.Add("body.settings.address", "required", "must be host:port of the switch")
		return
	}
	if _, _, err := net.SplitHostPort(s.Address); err != nil && !strings.Contains(s.Address, "]") && strings.Count(s.Address, ":") == 0 {
		s.Address = net.JoinHostPort(s.Address, defaultPorts[kind])
	}
	host, port, err := net.SplitHostPort(s.Address)
	n, bad := strconv.Atoi(port)
	if err != nil || bad != nil || host == "" || n < 1 || n > 65535 || strings.ContainsAny(host, " /\\@\r\n") {
		w.Add("body.settings.address", "pattern", "must be host:port, such as pbx.example:"+defaultPorts[kind])
	}
	if s.Certificate = strings.TrimSpace(s.Certificate); s.Certificate != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.Certificate)) {
		w.Add("body.settings.certificate", "format", "must be a certificate in PEM form")
	}
}

func oneLine(w *fault.Collector, field, value string, required bool) {
	switch {
	case required && value == "":
		w.Add("body.settings."+field, "required", "must not be empty")
	case len(value) > 200 || strings.ContainsAny(value, "\r\n\x00"):
		w.Add("body.settings."+field, "pattern", "must be one line of at most 200 characters")
	}
}

// sameDoor reports whether a password for one also goes to the other: it is
// never sent to another place than it was entered for.
func (s Settings) sameDoor(o Settings) bool {
	return s.Address == o.Address && s.User == o.User && s.TLS == o.TLS && s.Certificate == o.Certificate
}

// tls is how to connect with TLS; nil without it.
func (s Settings) tls() *tls.Config {
	if !s.TLS {
		return nil
	}
	host, _, _ := net.SplitHostPort(s.Address)
	c := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if s.Certificate != "" {
		c.RootCAs = x509.NewCertPool()
		c.RootCAs.AppendCertsFromPEM([]byte(s.Certificate))
	}
	return c
}
