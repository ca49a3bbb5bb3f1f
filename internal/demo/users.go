package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/identity"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Password is everybody's in the demo centre. It is printed at every start
// and protects nothing.
const Password = "lingting-demo"

// Login is an account of the demo centre.
type Login struct {
	Login, Name, Role string
	AgentNo           string // of the person behind it, if any
}

// Logins are one account per role, and the administrator.
func Logins(c Centre) []Login {
	leader, agent := c.People[0], c.People[3]
	return []Login{
		{Login: "admin", Name: "系统管理员", Role: identity.Administrator},
		{Login: "director", Name: "顾远山", Role: "centre_director"},
		{Login: "operations", Name: "沈静文", Role: "operations_manager"},
		{Login: "planner", Name: "陆一鸣", Role: "wfm_planner"},
		{Login: "leader", Name: leader.Name, Role: "team_leader", AgentNo: leader.AgentNo},
		{Login: "qa", Name: "叶知秋", Role: "qa_analyst"},
		{Login: "trainer", Name: "苏晚晴", Role: "trainer"},
		{Login: "complaints", Name: "江若水", Role: "complaint_specialist"},
		{Login: "manager", Name: "程立言", Role: "customer_manager"},
		{Login: "agent", Name: agent.Name, Role: "agent", AgentNo: agent.AgentNo},
	}
}

// SetUpUsers makes the accounts that are not there yet. people are ids by
// agent number.
func SetUpUsers(ctx context.Context, svc *identity.Service, c Centre, people map[string]string) error {
	for _, l := range Logins(c) {
		_, err := svc.FindLogin(ctx, l.Login)
		if err == nil {
			continue
		}
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.NotFound {
			return fmt.Errorf("set up user %s: %w", l.Login, err)
		}
		_, err = svc.CreateUser(ctx, identity.NewUser{
			Login: l.Login, Name: l.Name, Roles: []string{l.Role}, PersonID: people[l.AgentNo],
			Password: identity.Secret(Password), KeepPassword: true,
		})
		if err != nil {
			return fmt.Errorf("set up user %s: %w", l.Login, err)
		}
	}
	return nil
}
