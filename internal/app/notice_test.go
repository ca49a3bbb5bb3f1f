package app

import (
	"reflect"
	"testing"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/performance/contract"
)

// Each step of a contract is told to the other side, with where it is answered;
// what only its maker sees is told to nobody.
func TestWhoIsToldOfAContract(t *testing.T) {
	const person, superior = "person", "superior"
	for _, x := range []struct {
		kind, side string
		before     string
		want       []string // who, what
	}{
		{"drawn", contract.SideSuperior, "", nil},
		{"saved", contract.SideSuperior, contract.Draft, nil},
		{"proposed", contract.SideSuperior, contract.Draft, []string{person, "contract_proposed"}},
		{"countered", contract.SidePerson, contract.Proposed, []string{superior, "contract_countered"}},
		{"agreed", contract.SideSuperior, contract.Countered, []string{person, "contract_agreed"}},
		{"agreed", contract.SidePerson, contract.Proposed, []string{superior, "contract_agreed"}},
		{"withdrawn", contract.SideSuperior, contract.Draft, nil},
		{"withdrawn", contract.SideSuperior, contract.Proposed, []string{person, "contract_withdrawn"}},
		{"change_proposed", contract.SideSuperior, contract.Agreed, []string{person, "contract_change_proposed"}},
		{"change_refused", contract.SidePerson, contract.Agreed, []string{superior, "contract_change_refused"}},
		{"scored", contract.SideSystem, contract.Agreed, []string{person, "contract_scored", superior, "contract_sign_off"}},
		{"recounted", contract.SideSystem, contract.Signed, []string{superior, "contract_sign_off"}},
		{"signed", contract.SideSuperior, contract.Scored, []string{person, "contract_signed"}},
		{"appealed", contract.SidePerson, contract.Signed, []string{superior, "contract_appealed"}},
		{"upheld", contract.SideDecider, contract.Signed, []string{person, "contract_upheld"}},
		{"closed", contract.SideSystem, contract.Signed, nil},
	} {
		c := contract.Contract{Head: contract.Head{ID: "c", PersonID: person, SuperiorID: superior}, Trail: []contract.Move{{Kind: "proposed", Side: contract.SideSuperior}, {Kind: x.kind, Side: x.side}}}
		var got []string
		for _, told := range contractTold(authz.Entry{Before: contract.Head{State: x.before}}, &c) {
			got = append(got, told.People[0], told.Kind)
			if link := map[string]string{person: "/my-contract", superior: "/contracts/c"}[told.People[0]]; told.Link != link {
				t.Errorf("%s: %s", x.kind, told.Link)
			}
		}
		if !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s by the %s: %v, not %v", x.kind, x.side, got, x.want)
		}
	}
}
