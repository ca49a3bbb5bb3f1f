package identity

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// seal makes a note that a browser keeps for us unreadable and unchangeable;
// only what it was made for opens it.
func (s *Service) seal(v any, about string) (Secret, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := s.box.Seal(string(raw), about)
	return Secret(sealed), err
}

func (s *Service) unseal(sealed Secret, about string, into any) error {
	raw, err := s.box.Open(sealed.Reveal(), about)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(raw), into)
}

// Sealed counts the secrets that the store keeps sealed (client secrets and
// passwords of sign-in providers, authenticators of users) and names the
// providers and logins whose secret the key of box does not open.
func Sealed(ctx context.Context, db *sqldb.DB, box *seal.Box) (kept int, closed []string, err error) {
	err = db.Read(ctx, func(tx *sqldb.Tx) error {
		kept, closed = 0, nil
		try := func(name, secret, about string) {
			if secret == "" {
				return
			}
			kept++
			if _, err := box.Open(secret, about); err != nil {
				closed = append(closed, name)
			}
		}
		providers, err := allProviders(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range providers {
			try(p.Name, p.secret, p.about())
		}
		return eachAuthenticator(ctx, tx, func(userID, login, secret string) { try(login, secret, factorOf(userID)) })
	})
	return kept, closed, err
}
