package identity

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/web"
)

// flowCookieName is the cookie of a sign-in that goes on at a provider.
const flowCookieName = "lingting_flow"

type startIn struct {
	ID     string `path:"id"`
	Return string `query:"return" maxLength:"2000" doc:"The page to go to afterwards"`
}

type callbackIn struct {
	Flow  Secret `cookie:"lingting_flow"`
	Agent string `header:"User-Agent"`
	query url.Values
}

// Resolve keeps the whole answer: providers add what they like to it.
func (in *callbackIn) Resolve(c huma.Context) []error {
	u := c.URL()
	in.query = u.Query()
	return nil
}

type redirectOut struct {
	Status   int
	Location string        `header:"Location"`
	Cookie   []http.Cookie `header:"Set-Cookie"`
}

func (s *Service) flowCookie(kept Secret) http.Cookie {
	c := http.Cookie{ //nolint:gosec // G124: Secure is a setting, see cookie
		Name: flowCookieName, Value: kept.Reveal(), Path: web.Prefix + "/session/openid", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.opts.SecureCookie,
		MaxAge: int(flowLife.Seconds()),
	}
	if kept == "" {
		c.MaxAge = -1
	}
	return c
}

// signInPage is the sign-in page, which tells in words what the code says.
func signInPage(err error, back string) (string, error) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.Internal {
		return "", err
	}
	q := url.Values{"failed": {f.Code}}
	if back != "/" {
		q.Set("return", back)
	}
	return "/sign-in?" + q.Encode(), nil
}

func (s *Service) registerOpenID(api huma.API) {
	const tag = "Session"
	web.Register(api, op(tag, "start-openid", http.MethodGet, "/session/openid/{id}/start", "Go to an OpenID provider to sign in there"), web.Public,
		func(ctx context.Context, in *startIn) (*redirectOut, error) {
			to, kept, err := s.StartOpenID(ctx, in.ID, in.Return)
			if err != nil {
				to, err = signInPage(err, SafeReturn(in.Return))
				return &redirectOut{Status: http.StatusSeeOther, Location: to}, err
			}
			return &redirectOut{Status: http.StatusSeeOther, Location: to, Cookie: []http.Cookie{s.flowCookie(kept)}}, nil
		})
	callback := op(tag, "finish-openid", http.MethodGet, "/session/openid/callback", "Come back from an OpenID provider with its answer")
	callback.Extensions = web.AnyQuery
	web.Register(api, callback, web.Public, func(ctx context.Context, in *callbackIn) (*redirectOut, error) {
		out := &redirectOut{Status: http.StatusSeeOther, Cookie: []http.Cookie{s.flowCookie("")}}
		session, back, err := s.FinishOpenID(ctx, in.Flow, in.query, Caller{web.ClientIP(ctx), in.Agent})
		switch {
		case err != nil:
			web.Note(ctx, err)
			out.Location, err = signInPage(err, back)
		case session.Ticket != "":
			out.Cookie = append(out.Cookie, s.ticketCookie(session))
			out.Location = "/sign-in?" + url.Values{"step": {"code"}, "return": {back}}.Encode()
		default:
			out.Cookie = append(out.Cookie, s.cookie(session.Token, session.Until))
			out.Location = back
		}
		return out, err
	})
}
