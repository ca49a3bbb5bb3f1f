package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
)

// Env is what a command runs in.
type Env struct {
	Version string
	In      io.Reader
	Out     io.Writer
	Err     io.Writer
	Environ []string
	Conf    *conf.Conf // set before a command runs
	Log     *slog.Logger
	Command string // name of the command that runs
}

// commands in the order they were added; help sorts them.
var commands []func(*Env) *cobra.Command

// command adds a command to the program; call it from init of the command's file.
func command(make func(*Env) *cobra.Command) bool { //nolint:unparam // a value, so that a file can call it in a var
	commands = append(commands, make)
	return true
}

// ErrRejected ends a command that did its work but rejected rows; what was
// rejected was told already.
var ErrRejected = errors.New("finished with rejected rows")

// Exit codes.
const (
	ExitInternal    = 1
	ExitUsage       = 2
	ExitNotFound    = 3
	ExitConflict    = 4
	ExitUnavailable = 5
	ExitRejected    = 6
)

// ExitCode is the exit code of an error.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, ErrRejected) {
		return ExitRejected
	}
	if _, usage := errors.AsType[usageError](err); usage {
		return ExitUsage
	}
	f, ok := fault.As(err)
	if !ok {
		return ExitInternal
	}
	switch f.Kind {
	case fault.Invalid, fault.Denied, fault.Unauthenticated:
		return ExitUsage
	case fault.NotFound:
		return ExitNotFound
	case fault.Conflict:
		return ExitConflict
	case fault.Unavailable, fault.TooMany:
		return ExitUnavailable
	}
	return ExitInternal
}

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// Main runs the program and gives its exit code.
func Main(version string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal asks for a graceful end; a second one ends the process.
	context.AfterFunc(ctx, stop)
	return Run(ctx, &Env{Version: version, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Environ: os.Environ()}, os.Args[1:])
}

// Run runs one command line and gives its exit code; ctx ends it gracefully.
func Run(ctx context.Context, e *Env, args []string) int {
	root := Root(e)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, ErrRejected) {
		fmt.Fprintln(e.Err, "lingting: "+obs.RedactURL(message(err)))
	}
	return ExitCode(err)
}

func message(err error) string {
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		var b strings.Builder
		b.WriteString(f.Message)
		for _, x := range f.Fields {
			b.WriteString("\n  " + x.Name + ": " + x.Message)
		}
		return b.String()
	}
	return err.Error()
}

// Root builds the whole command tree.
func Root(e *Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "lingting",
		Short: "The operations system of a contact centre",
		Long: `Lingting 聆听: telephony events in, exact numbers out.

Everything is in one data folder (--data). Settings come from flags, LINGTING_*
variables and lingting.yaml; see docs/operations/configuration.md.

Exit codes: 0 done · 1 our mistake · 2 wrong use or bad input · 3 no such thing
4 conflict, data folder in use · 5 unavailable, try again · 6 done with rejected rows`,
		Example: `  lingting demo
  lingting serve --data /var/lib/lingting --listen 0.0.0.0:8080
  lingting import queue-log /var/log/asterisk/queue_log --timezone Asia/Shanghai
  lingting metric query --from 2026-11-01 --to 2026-11-07 --grain day --by queue --metrics offered,sl-off`,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetIn(e.In)
	root.SetOut(e.Out)
	root.SetErr(e.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w\nSee %s --help", err, c.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.String("config", "", "configuration file (default: lingting.yaml in the working folder, if there)")
	for _, k := range conf.Keys() {
		switch k.Name {
		case "data", "store", "nats", "log_level", "log_format":
			addKey(flags, k)
		}
	}
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if err := c.ValidateRequiredFlags(); err != nil {
			return usageError{fmt.Errorf("%w\nSee %s --help", err, c.CommandPath())}
		}
		e.Command = strings.TrimPrefix(c.CommandPath(), "lingting ")
		return e.load(c)
	}
	for _, make := range commands {
		root.AddCommand(make(e))
	}
	wrapArgs(root)
	return root
}

// wrapArgs makes wrong arguments a usage error.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	if check == nil && c.HasSubCommands() {
		check = cobra.NoArgs
		if c.RunE == nil && c.Run == nil {
			c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	if check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{fmt.Errorf("%w\nSee %s --help", err, c.CommandPath())}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}

func addKey(flags *pflag.FlagSet, k conf.Key) {
	flags.String(k.Flag(), "", k.Doc+" (default "+k.Default+")")
	// A command may have a flag of its own with the name of a key.
	flags.Lookup(k.Flag()).Annotations = map[string][]string{keyOf: {k.Name}}
}

// keyOf marks a flag that sets a configuration key.
const keyOf = "lingting_key"

// serverFlags gives a command the flags of every other key.
func serverFlags(c *cobra.Command) {
	for _, k := range conf.Keys() {
		switch k.Name {
		case "data", "store", "nats", "log_level", "log_format":
		default:
			addKey(c.Flags(), k)
		}
	}
	c.Flags().Lookup("secure-cookie").NoOptDefVal = "true"
}

// load reads the configuration for the command.
func (e *Env) load(c *cobra.Command) error {
	src := conf.Source{Env: e.Environ, Flags: map[string]string{}}
	src.File, _ = c.Flags().GetString("config")
	c.Flags().Visit(func(f *pflag.Flag) {
		if key := f.Annotations[keyOf]; len(key) == 1 {
			src.Flags[key[0]] = f.Value.String()
		}
	})
	var err error
	if e.Conf, err = conf.Load(src); err != nil {
		return err
	}
	e.Log, err = obs.Logger(e.Err, e.Conf.LogLevel, e.Conf.LogFormat)
	if err == nil {
		slog.SetDefault(e.Log)
	}
	return err
}
