package telephony

import "testing"

func TestGradeIsByTheShareOfRepairedContacts(t *testing.T) {
	for _, c := range []struct {
		repaired, contacts int64
		want               string
	}{
		{0, 0, GradeA}, {0, 1, GradeA}, {5, 1000, GradeA}, {6, 1000, GradeB}, {20, 1000, GradeB},
		{21, 1000, GradeC}, {50, 1000, GradeC}, {51, 1000, GradeD}, {1, 1, GradeD},
	} {
		if got := Grade(c.repaired, c.contacts); got != c.want {
			t.Errorf("Grade(%d, %d) = %s, want %s", c.repaired, c.contacts, got, c.want)
		}
	}
}

func TestGradeOfOneContactIsByItsFlags(t *testing.T) {
	for flags, want := range map[Flag]string{
		0: GradeA, FlagUnknownRows: GradeB, FlagUnknownRows | FlagTalkOverlap: GradeB,
		FlagNoEnd: GradeC, FlagNoEnd | FlagUnknownRows: GradeC, FlagNoEnd | FlagClockJump: GradeD,
	} {
		if got := (&Contact{Flags: flags}).Grade(); got != want {
			t.Errorf("flags %v: grade %s, want %s", flags.Names(), got, want)
		}
	}
}
