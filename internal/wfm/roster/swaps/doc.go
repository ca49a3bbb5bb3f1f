// Package swaps lets people pass published shifts on to each other.
//
// Words. A swap (换班) is a shift that somebody, the giver, offers: to a colleague
// who is named or to all who may take it, as a gift or in exchange for a shift of
// the colleague's. Who takes it is the taker. Then the leader approves it, or it is
// done at once where the centre's terms say so and all rules hold. Until it is done
// the giver may withdraw it; it expires at the notice period before the first of
// its shifts.
//
// Rules. Both people's lines are held against the roster's own checker before
// and after: a hard rule that would be broken anew refuses the swap, a soft one is
// told. A shift that carries overtime is not passed on.
//
// Rosters come through roster/rosters, people through org.
//
// Tables: roster_swap, roster_terms. Facts told: roster.swap.changed.
package swaps
