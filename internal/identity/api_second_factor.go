package identity

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

// ticketCookieName is the cookie of a sign-in whose code is still to come.
const ticketCookieName = "lingting_second_step"

func (s *Service) ticketCookie(in SignedIn) http.Cookie {
	c := http.Cookie{ //nolint:gosec // G124: Secure is a setting, see cookie
		Name: ticketCookieName, Value: in.Ticket.Reveal(), Path: web.Prefix + "/session", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.opts.SecureCookie,
	}
	if in.Ticket == "" {
		c.MaxAge = -1
	} else {
		c.Expires = in.Until.UTC()
	}
	return c
}

type secondStepIn struct {
	Ticket Secret `cookie:"lingting_second_step"`
	Agent  string `header:"User-Agent"`
	Body   codeBody
}

type codeBody struct {
	Code string `json:"code" maxLength:"40" doc:"Six digits of the authenticator, or a recovery code"`
}

type codeIn struct{ Body codeBody }

type secondFactorOut struct{ Body SecondFactor }

type enrolmentOut struct{ Body Enrolment }

type recoveryOut struct {
	Body struct {
		RecoveryCodes []string `json:"recovery_codes" doc:"each stands in for the authenticator once; shown only now"`
	}
}

type policyOut struct {
	web.ETag
	Body Policy
}

type policyIn struct {
	web.IfMatch
	Body struct {
		Rev               int64    `json:"rev,omitempty"`
		SecondFactorRoles []string `json:"second_factor_roles"`
	}
}

func recoveryReply(codes []string, err error) (*recoveryOut, error) {
	out := &recoveryOut{}
	out.Body.RecoveryCodes = codes
	return out, err
}

func (s *Service) registerSecondFactor(api huma.API) {
	const tag = "Second factor"
	web.Register(api, op("Session", "second-step", http.MethodPost, "/session/second-step", "Finish a sign-in with the code of the second factor"), web.Public,
		func(ctx context.Context, in *secondStepIn) (*sessionOut, error) {
			out, err := s.signedIn(s.SecondStep(ctx, in.Ticket, in.Body.Code, Caller{web.ClientIP(ctx), in.Agent}))
			if err == nil {
				out.Cookie = append(out.Cookie, s.ticketCookie(SignedIn{Until: time.Time{}}))
			}
			return out, err
		})
	web.Register(api, own(op(tag, "get-second-factor", http.MethodGet, "/session/second-factor", "Tell of one's own second factor")), "",
		func(ctx context.Context, _ *none) (*secondFactorOut, error) {
			out, err := s.OwnSecondFactor(ctx)
			return &secondFactorOut{out}, err
		})
	web.Register(api, own(op(tag, "enrol-second-factor", http.MethodPost, "/session/second-factor", "Begin to set up one's own second factor")), "",
		func(ctx context.Context, _ *none) (*enrolmentOut, error) {
			out, err := s.Enrol(ctx)
			return &enrolmentOut{out}, err
		})
	web.Register(api, own(op(tag, "confirm-second-factor", http.MethodPost, "/session/second-factor/confirm", "Put one's own second factor to use, with its first code")), "",
		func(ctx context.Context, in *codeIn) (*recoveryOut, error) {
			return recoveryReply(s.ConfirmSecondFactor(ctx, in.Body.Code))
		})
	web.Register(api, own(op(tag, "renew-recovery-codes", http.MethodPost, "/session/second-factor/recovery-codes", "Replace one's own recovery codes")), "",
		func(ctx context.Context, in *codeIn) (*recoveryOut, error) {
			return recoveryReply(s.RenewRecoveryCodes(ctx, in.Body.Code))
		})
	web.Register(api, own(op(tag, "remove-second-factor", http.MethodPost, "/session/second-factor/remove", "Remove one's own second factor")), "",
		func(ctx context.Context, in *codeIn) (*none, error) {
			return nil, s.RemoveSecondFactor(ctx, in.Body.Code)
		})
	web.Register(api, op("Users", "reset-second-factor", http.MethodPost, "/users/{id}/second-factor/reset", "Take a user's second factor away, when the device is lost"), "users.manage",
		func(ctx context.Context, in *userPath) (*userOut, error) {
			return userReply(s.ResetSecondFactor(ctx, in.ID))
		})
	web.Register(api, op(tag, "get-sign-in-policy", http.MethodGet, "/sign-in-policy", "Tell what sign-ins need"), "users.manage",
		func(ctx context.Context, _ *none) (*policyOut, error) {
			p, err := s.SignInPolicy(ctx)
			return &policyOut{web.Tag(p.Rev), p}, err
		})
	web.Register(api, op(tag, "set-sign-in-policy", http.MethodPut, "/sign-in-policy", "Change what sign-ins need"), "users.manage",
		func(ctx context.Context, in *policyIn) (*policyOut, error) {
			rev, err := revision(in.IfMatch, in.Body.Rev)
			if err != nil {
				return nil, err
			}
			p, err := s.SetSignInPolicy(ctx, Policy{SecondFactorRoles: in.Body.SecondFactorRoles, Rev: rev})
			return &policyOut{web.Tag(p.Rev), p}, err
		})
}
