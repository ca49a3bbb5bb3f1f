package conf

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Conf is the whole configuration. The tags are its reference: the key in the
// file, the default, and what it is for.
type Conf struct {
	Data            string        `koanf:"data" default:"data" doc:"Folder of the store, the event log and uploaded files. One process at a time." example:"/var/lib/lingting"`
	Listen          string        `koanf:"listen" default:"127.0.0.1:8080" doc:"Address and port of the web server. Put a TLS proxy before it when it listens to more than this machine." example:"0.0.0.0:8080"`
	Store           string        `koanf:"store" default:"sqlite" doc:"Database: sqlite (a file in the data folder) or a postgres:// URL." example:"postgres://lingting:secret@db.internal:5432/lingting"`
	NATS            string        `koanf:"nats" default:"embedded" doc:"Event log: embedded (in the data folder) or the nats:// URLs of a JetStream cluster, separated by commas." example:"nats://n1.internal:4222,nats://n2.internal:4222"`
	NATSReplicas    int           `koanf:"nats_replicas" default:"3" doc:"Copies of every stream on an external cluster: 1, 3 or 5. The embedded log keeps one."`
	Roles           string        `koanf:"roles" default:"web,ingest,work" doc:"What this process does, of web (pages and API), ingest (folds the event log, follows files) and work (runs jobs). Less than all needs PostgreSQL, an external NATS and other processes that do the rest." example:"web"`
	Uploads         string        `koanf:"uploads" default:"" doc:"Folder of uploaded files; empty: uploads in the data folder. Several processes need one that all of them reach." example:"/mnt/lingting/uploads"`
	LogLevel        string        `koanf:"log_level" default:"info" doc:"Least level that is logged: debug, info, warn or error."`
	LogFormat       string        `koanf:"log_format" default:"text" doc:"Form of the log on standard error: text or json."`
	SessionLifetime time.Duration `koanf:"session_lifetime" default:"168h" doc:"How long a sign-in lasts at most. One that is not used for 12 hours ends earlier."`
	SecureCookie    bool          `koanf:"secure_cookie" default:"false" doc:"Send the session cookie over HTTPS only, and tell browsers to stay on HTTPS. Set it when a TLS proxy stands before the server."`
	TrustedProxies  string        `koanf:"trusted_proxies" default:"" doc:"Addresses or networks of the proxies before the server, separated by commas. Only their X-Forwarded-For is believed; without it all who come through a proxy share its address, and its limit of sign-in attempts." example:"127.0.0.1,10.0.0.0/8"`
	RateAccount     int           `koanf:"rate_account" default:"50" doc:"Requests per second to the API of one account or API key, in the long run; twenty times as many may come at once. More are answered with 429 and Retry-After. 0: no limit."`
	RateAddress     int           `koanf:"rate_address" default:"1000" doc:"The same for one network address. A whole centre may come from one."`
	UploadLimit     Bytes         `koanf:"upload_limit" default:"2GiB" doc:"Largest file that can be uploaded." example:"500MiB"`
	Follow          string        `koanf:"follow" default:"none" doc:"Asterisk queue_log files of this machine that the server follows as they grow, through rotation: source=path, separated by commas." example:"pbx1=/var/log/asterisk/queue_log,pbx2=/mnt/pbx2/queue_log"`
	MemoryLimit     Bytes         `koanf:"memory_limit" default:"400MiB" doc:"Memory the process tries to stay below; it takes more where the garbage collector would need half of the work. 0: no limit." example:"2GiB"`
	SealKey         string        `koanf:"seal_key" default:"data" doc:"File of the key that passwords for other systems and the authenticators of users are sealed with: data (seal.key in the data folder, made when needed) or a path. Servers that share a store need the same one. A backup does not hold it." example:"/etc/lingting/seal.key"`
	MetricsListen   string        `koanf:"metrics_listen" default:"none" doc:"Address and port of a listener of its own for Prometheus: /metrics without sign-in. Keep it inside." example:"127.0.0.1:9464"`
	MetricsToken    string        `koanf:"metrics_token" default:"" doc:"Serve /metrics on the web server too, to those who send this token as Authorization: Bearer. At least 16 characters." example:"a-long-random-text"`
	Traces          string        `koanf:"traces" default:"none" doc:"Where OpenTelemetry traces are sent by OTLP over HTTP. none: nowhere." example:"http://127.0.0.1:4318"`
	TracesShare     float64       `koanf:"traces_share" default:"1" doc:"Share of requests, jobs and foldings that are traced, 0 to 1. One that a caller traces already is always traced."`
}

// Bytes is a size: 1048576, 512KiB, 20MB, 2GiB.
type Bytes int64

var units = []struct {
	suffix string
	factor int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// UnmarshalText reads a size.
func (b *Bytes) UnmarshalText(text []byte) error {
	s, factor := strings.TrimSpace(string(text)), int64(1)
	for _, u := range units {
		if rest, ok := strings.CutSuffix(s, u.suffix); ok {
			s, factor = strings.TrimSpace(rest), u.factor
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || (n > 0 && n > (1<<62)/factor) {
		return fmt.Errorf("%q is not a size such as 512MiB or 2GiB", text)
	}
	*b = Bytes(n * factor)
	return nil
}

// MarshalText writes the size in the largest binary unit that divides it.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// String is the size in the largest binary unit that divides it.
func (b Bytes) String() string {
	for i := 3; i >= 0; i-- {
		if u := units[i]; b > 0 && int64(b)%u.factor == 0 {
			return fmt.Sprintf("%d%s", int64(b)/u.factor, u.suffix)
		}
	}
	return strconv.FormatInt(int64(b), 10)
}

// Key describes one key of the configuration.
type Key struct {
	Name    string // in the file: log_level
	Default string
	Doc     string
	Example string
	Type    reflect.Type
}

// Env is the variable of the key: LINGTING_LOG_LEVEL.
func (k Key) Env() string { return "LINGTING_" + strings.ToUpper(k.Name) }

// Flag is the flag of the key without its dashes: log-level.
func (k Key) Flag() string { return strings.ReplaceAll(k.Name, "_", "-") }

// Keys lists every key in the order of Conf.
func Keys() []Key {
	t := reflect.TypeFor[Conf]()
	out := make([]Key, 0, t.NumField())
	for f := range t.Fields() {
		out = append(out, Key{Name: f.Tag.Get("koanf"), Default: f.Tag.Get("default"), Doc: f.Tag.Get("doc"), Example: f.Tag.Get("example"), Type: f.Type})
	}
	return out
}

// Check finds what cannot work, all of it at once.
func (c *Conf) Check() error {
	var bad fault.Collector
	bad.Require("data", c.Data)
	if _, port, err := net.SplitHostPort(c.Listen); err != nil {
		bad.Add("listen", "invalid", "must be host:port, such as 127.0.0.1:8080")
	} else if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		bad.Add("listen", "invalid", "the port must be 0 to 65535")
	}
	if c.Store != "sqlite" && !c.Postgres() && !strings.HasPrefix(c.Store, "sqlite:") {
		bad.Add("store", "invalid", "must be sqlite or a postgres:// URL")
	}
	if !c.EmbeddedNATS() && !strings.HasPrefix(c.NATS, "nats://") && !strings.HasPrefix(c.NATS, "tls://") {
		bad.Add("nats", "invalid", "must be embedded or nats:// URLs")
	}
	if c.NATSReplicas != 1 && c.NATSReplicas != 3 && c.NATSReplicas != 5 {
		bad.Add("nats_replicas", "invalid", "must be 1, 3 or 5")
	}
	switch roles, err := c.roles(); {
	case err != nil:
		bad.Add("roles", "invalid", err.Error())
	case len(roles) < len(Roles) && !c.Shared():
		bad.Add("roles", "invalid", "less than web,ingest,work needs a postgres:// store and an external NATS: nobody else could do the rest")
	}
	oneOf(&bad, "log_level", c.LogLevel, "debug", "info", "warn", "error")
	oneOf(&bad, "log_format", c.LogFormat, "text", "json")
	if c.SessionLifetime < time.Minute || c.SessionLifetime > 90*24*time.Hour {
		bad.Add("session_lifetime", "invalid", "must be between 1m and 2160h")
	}
	if _, err := c.Proxies(); err != nil {
		bad.Add("trusted_proxies", "invalid", err.Error())
	}
	if _, err := c.Followed(); err != nil {
		bad.Add("follow", "invalid", err.Error())
	}
	if c.MetricsListen != "none" && c.MetricsListen != "" {
		if _, _, err := net.SplitHostPort(c.MetricsListen); err != nil {
			bad.Add("metrics_listen", "invalid", "must be none or host:port, such as 127.0.0.1:9464")
		}
	}
	if c.MetricsToken != "" && len(c.MetricsToken) < 16 {
		bad.Add("metrics_token", "invalid", "must have at least 16 characters")
	}
	if c.Traces != "none" && c.Traces != "" && !strings.HasPrefix(c.Traces, "http://") && !strings.HasPrefix(c.Traces, "https://") {
		bad.Add("traces", "invalid", "must be none or an http:// or https:// URL")
	}
	if c.TracesShare < 0 || c.TracesShare > 1 {
		bad.Add("traces_share", "invalid", "must be between 0 and 1")
	}
	if c.RateAccount < 0 {
		bad.Add("rate_account", "invalid", "must be 0 or more")
	}
	if c.RateAddress < 0 {
		bad.Add("rate_address", "invalid", "must be 0 or more")
	}
	if c.UploadLimit < 1<<10 {
		bad.Add("upload_limit", "invalid", "must be at least 1KiB")
	}
	if c.MemoryLimit != 0 && c.MemoryLimit < 64<<20 {
		bad.Add("memory_limit", "invalid", "must be 0 or at least 64MiB")
	}
	return bad.Err("conf.invalid", "The configuration cannot be used.")
}

func oneOf(bad *fault.Collector, name, value string, allowed ...string) {
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	bad.Add(name, "not_one_of", "must be one of "+strings.Join(allowed, ", "))
}

// Proxies are the networks of TrustedProxies.
func (c *Conf) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for part := range strings.SplitSeq(c.TrustedProxies, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if addr, err := netip.ParseAddr(part); err == nil {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			return nil, fmt.Errorf("%q is not an address or network", part)
		}
		out = append(out, p)
	}
	return out, nil
}

// Postgres reports whether the store is PostgreSQL.
func (c *Conf) Postgres() bool {
	return strings.HasPrefix(c.Store, "postgres://") || strings.HasPrefix(c.Store, "postgresql://")
}

// EmbeddedNATS reports whether the event log runs inside the process.
func (c *Conf) EmbeddedNATS() bool { return c.NATS == "" || c.NATS == "embedded" }

// Roles a process can have.
const (
	Web    = "web"
	Ingest = "ingest"
	Work   = "work"
)

// Roles lists them.
var Roles = []string{Web, Ingest, Work}

func (c *Conf) roles() ([]string, error) {
	var out []string
	for part := range strings.SplitSeq(c.Roles, ",") {
		part = strings.TrimSpace(part)
		if !slices.Contains(Roles, part) {
			return nil, fmt.Errorf("must be some of web, ingest and work, not %q", part)
		}
		if !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out, nil
}

// Has reports whether the process has the role.
func (c *Conf) Has(role string) bool {
	roles, err := c.roles()
	return err == nil && slices.Contains(roles, role)
}

// Shared reports whether several processes can work on this store and log.
func (c *Conf) Shared() bool { return c.Postgres() && !c.EmbeddedNATS() }

// StoreTarget is what sqldb.Open takes.
func (c *Conf) StoreTarget() string {
	if c.Postgres() {
		return c.Store
	}
	if path, ok := strings.CutPrefix(c.Store, "sqlite:"); ok && path != "" {
		return path
	}
	return filepath.Join(c.Data, "lingting.db")
}

// NATSURL is the cluster's URL, empty for the embedded log.
func (c *Conf) NATSURL() string {
	if c.EmbeddedNATS() {
		return ""
	}
	return c.NATS
}

// LogDir is the folder of the embedded event log.
func (c *Conf) LogDir() string { return filepath.Join(c.Data, "nats") }

// UploadDir is the folder of uploaded files.
func (c *Conf) UploadDir() string {
	if c.Uploads != "" {
		return c.Uploads
	}
	return filepath.Join(c.Data, "uploads")
}

// SealKeyPath is the file of the key that passwords for other systems are
// sealed with.
func (c *Conf) SealKeyPath() string {
	if c.SealKey != "" && c.SealKey != "data" {
		return c.SealKey
	}
	return filepath.Join(c.Data, "seal.key")
}

// Followed is one file that is followed.
type Followed struct{ Source, Path string }

// Followed lists the files that are followed.
func (c *Conf) Followed() ([]Followed, error) {
	if c.Follow == "" || c.Follow == "none" {
		return nil, nil
	}
	var out []Followed
	seen := map[string]bool{}
	for entry := range strings.SplitSeq(c.Follow, ",") {
		source, path, ok := strings.Cut(strings.TrimSpace(entry), "=")
		source, path = strings.TrimSpace(source), strings.TrimSpace(path)
		if !ok || source == "" || path == "" {
			return nil, fmt.Errorf("%q is not source=path", entry)
		}
		if seen[source] {
			return nil, fmt.Errorf("names the source %q twice", source)
		}
		seen[source] = true
		out = append(out, Followed{source, path})
	}
	return out, nil
}
