// Package rotation watches over teams and their leaders: whether teams have the
// size they are to have and one leader each, how long leaders have led them, and
// the plans by which leaders change teams (班组长轮换), as a rule each half-year.
//
// Words. Terms (班组规定) say how large teams are to be, after how many months a
// leader is to move and how long they are not to come back. A rotation is a
// draft until it is approved; approved, it stands in the organisation from its
// day on, and who led before stays in the history.
//
// Tables: people_team_terms, people_rotation. Facts told: people.rotation.changed.
package rotation
