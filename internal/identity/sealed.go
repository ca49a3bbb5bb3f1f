package identity

import (
	"encoding/json"
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
