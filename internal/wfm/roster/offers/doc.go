// Package offers asks people for more hours, or fewer, than their published
// roster has.
//
// Words. An offer (邀请) is for so many people of a skill in some hours of a day:
// of overtime (加班) or of release (自愿离岗), which is leaving early, coming later or
// not at all of one's own will, unpaid. Who fits is proposed by the rules: the
// roster's checker, leave, and the caps of overtime of the person's work rules or
// else of the labour law. Those who have had least in the last four weeks come
// first. Some are asked, the next when one declines; the first who accept have it.
// Then the published roster changes: a shift is longer or shorter, there is an extra
// one, or none.
//
// Overtime stands in the roster's cells with its minutes, the kind of day and the
// per cent of the wage that is owed, and nowhere else: who takes it out of the
// roster takes it out of the account.
//
// For other rooms: Propose says who fits and what would change; Send asks them; Get
// says who has answered; Close ends it.
//
// Rosters come through roster/rosters, the calendar and people through org.
//
// Tables: roster_offer, roster_offer_person. Facts told: roster.offer.changed.
package offers
