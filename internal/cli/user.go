package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "Manage accounts",
		Example: `  lingting user list
  lingting user add li.na --name 李娜 --role team_leader@team:01m80zyp
  lingting user reset li.na
  lingting user disable li.na`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(userAdd(e), userList(e), userReset(e), userResetSecondFactor(e), userActive(e, "disable", "Switch an account off and end its sessions", false), userActive(e, "enable", "Switch an account on again", true))
	return c
})

// password reads a password from the input when asked to, else makes one.
func (e *Env) password(fromInput bool) (p identity.Secret, made bool, err error) {
	if !fromInput {
		return identity.NewPassword(), true, nil
	}
	line, err := bufio.NewReader(e.In).ReadString('\n')
	if err != nil && err != io.EOF { //nolint:errorlint // a reader gives io.EOF itself
		return "", false, err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", false, fault.Invalidf("cli.password", "No password on the input.")
	}
	return identity.Secret(line), false, nil
}

func (e *Env) showPassword(login string, p identity.Secret, made bool) {
	if made {
		fmt.Fprintf(e.Out, "login %s  password %s\nThe password is shown only now and must be changed at the first sign-in.\n", login, p.Reveal())
	}
}

func userAdd(e *Env) *cobra.Command {
	var name, person string
	var roles []string
	var fromInput bool
	c := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Add an account; its password is made and shown once",
		Example: `  lingting user add li.na --name 李娜 --role team_leader@team:01m80zyp
  lingting user add ops --name Operations --role operations_manager --password-stdin < password.txt`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.withUsers(c.Context(), func(s *Session) error {
				p, made, err := e.password(fromInput)
				if err != nil {
					return err
				}
				if name == "" {
					name = args[0]
				}
				var u identity.User
				keys, grants := grantsOf(roles)
				if s.Local != nil {
					u, err = s.Local.Identity.CreateUser(s.Ctx, identity.NewUser{Login: args[0], Name: name, Roles: keys, Grants: grants, PersonID: person, Password: p})
				} else {
					in := map[string]any{"login": args[0], "name": name, "roles": keys, "password": p.Reveal()}
					if grants != nil {
						in["grants"] = grants
					}
					if person != "" {
						in["person_id"] = person
					}
					err = s.Remote.Do(s.Ctx, http.MethodPost, "/users", in, &u)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(e.Out, "added %s (%s)\n", u.Login, strings.Join(u.Roles, ", "))
				e.showPassword(u.Login, p, made)
				return nil
			})
		},
	}
	c.Flags().StringVar(&name, "name", "", "name shown (default: the login)")
	c.Flags().StringArrayVar(&roles, "role", []string{identity.Administrator}, "role, with the scope it comes with, or as role@centre, role@site:ID, role@team:ID, role@self; may be given several times")
	c.Flags().StringVar(&person, "person", "", "id of the person in the organisation whose account it is")
	c.Flags().BoolVar(&fromInput, "password-stdin", false, "read the password from the input")
	return c
}

// grantsOf reads roles as they are given on the command line. Grants are nil
// when no role names a scope; else every role needs one.
func grantsOf(given []string) (roles []string, grants []identity.Grant) {
	scoped := slices.ContainsFunc(given, func(r string) bool { return strings.Contains(r, "@") })
	if !scoped {
		return given, nil
	}
	for _, r := range given {
		key, scope, _ := strings.Cut(r, "@")
		scope, id, _ := strings.Cut(scope, ":")
		grants = append(grants, identity.Grant{Role: key, Scope: scope, ScopeID: id})
	}
	return nil, grants
}

func userList(e *Env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list [SEARCH]",
		Short: "List accounts",
		Example: `  lingting user list
  lingting user list li --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.withUsers(c.Context(), func(s *Session) error {
				users, err := listUsers(s, strings.Join(args, " "))
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(e.Out).Encode(users)
				}
				w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(w, "LOGIN\tNAME\tROLES\tACTIVE\tLAST SIGN-IN")
				for _, u := range users {
					fmt.Fprintf(w, "%s\t%s\t%s\t%t\t%s\n", u.Login, u.Name, strings.Join(u.Roles, ","), u.Active, u.SignedInAt)
				}
				return w.Flush()
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func listUsers(s *Session, search string) ([]identity.User, error) {
	out := []identity.User{}
	for cursor := ""; ; {
		var p page.Of[identity.User]
		var err error
		if s.Local != nil {
			p, err = s.Local.Identity.ListUsers(s.Ctx, identity.UserFilter{Search: search, Cursor: cursor, Limit: page.Most})
		} else {
			q := url.Values{"limit": {fmt.Sprint(page.Most)}, "cursor": {cursor}, "search": {search}}
			err = s.Remote.Get(s.Ctx, "/users", q, &p)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, p.Items...)
		if cursor = p.NextCursor; cursor == "" {
			return out, nil
		}
	}
}

func findUser(s *Session, login string) (identity.User, error) {
	if s.Local != nil {
		return s.Local.Identity.FindLogin(s.Ctx, login)
	}
	users, err := listUsers(s, login)
	for _, u := range users {
		if strings.EqualFold(u.Login, login) {
			return u, nil
		}
	}
	if err == nil {
		err = fault.NotFoundf("identity.user.not_found", "There is no user with the login %s.", login)
	}
	return identity.User{}, err
}

func userReset(e *Env) *cobra.Command {
	var fromInput bool
	c := &cobra.Command{
		Use:   "reset LOGIN",
		Short: "Give an account a new password; its sessions end and a lock is lifted",
		Example: `  lingting user reset li.na
  lingting user reset li.na --password-stdin < password.txt`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.withUsers(c.Context(), func(s *Session) error {
				u, err := findUser(s, args[0])
				if err != nil {
					return err
				}
				p, made, err := e.password(fromInput)
				if err != nil {
					return err
				}
				if s.Local != nil {
					err = s.Local.Identity.ResetPassword(s.Ctx, u.ID, p)
				} else {
					err = s.Remote.Do(s.Ctx, http.MethodPost, "/users/"+url.PathEscape(u.ID)+"/password", map[string]string{"password": p.Reveal()}, nil)
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(e.Out, "password of %s reset\n", u.Login)
				e.showPassword(u.Login, p, made)
				return nil
			})
		},
	}
	c.Flags().BoolVar(&fromInput, "password-stdin", false, "read the password from the input")
	return c
}

func userResetSecondFactor(e *Env) *cobra.Command {
	return &cobra.Command{
		Use:     "reset-second-factor LOGIN",
		Short:   "Take an account's second factor away, when the device is lost; its sessions end",
		Example: "  lingting user reset-second-factor li.na",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.withUsers(c.Context(), func(s *Session) error {
				u, err := findUser(s, args[0])
				if err != nil {
					return err
				}
				if s.Local != nil {
					_, err = s.Local.Identity.ResetSecondFactor(s.Ctx, u.ID)
				} else {
					err = s.Remote.Do(s.Ctx, http.MethodPost, "/users/"+url.PathEscape(u.ID)+"/second-factor/reset", nil, nil)
				}
				if err == nil {
					fmt.Fprintf(e.Out, "second factor of %s taken away\n", u.Login)
				}
				return err
			})
		},
	}
}

func userActive(e *Env, word, short string, active bool) *cobra.Command {
	return &cobra.Command{
		Use:     word + " LOGIN",
		Short:   short,
		Example: "  lingting user " + word + " li.na",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.withUsers(c.Context(), func(s *Session) error {
				u, err := findUser(s, args[0])
				if err != nil {
					return err
				}
				if s.Local != nil {
					_, err = s.Local.Identity.UpdateUser(s.Ctx, u.ID, u.Rev, identity.UserPatch{Active: &active})
				} else {
					err = s.Remote.Do(s.Ctx, http.MethodPatch, "/users/"+url.PathEscape(u.ID), map[string]any{"active": active, "rev": u.Rev}, nil)
				}
				if err == nil {
					fmt.Fprintf(e.Out, "%s %sd\n", u.Login, word)
				}
				return err
			})
		},
	}
}

func (e *Env) withUsers(ctx context.Context, fn func(*Session) error) error {
	s, err := e.Connect(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	return fn(s)
}
