// Package timeoff keeps who is away when: kinds of time off, balances, requests
// and their approval, and how many may be away on a day.
//
// Words. A request (休假申请) is of whole days or of part of one day, waits, is
// approved or refused by who is responsible for the person on its first day, or
// is withdrawn. What it takes from a balance is counted by the centre's calendar:
// working days, or all days where the kind says so, a day being eight hours. A
// balance (假期额度) is what a person has of a kind in a calendar year. A limit
// (休假上限) is how many people of a team or of the centre may be away on a day;
// requests beyond it can be made and are approved only on purpose.
//
// Two approved or waiting requests of a person never overlap.
//
// Tables: timeoff_kind, timeoff_request, timeoff_balance, timeoff_limit. Facts
// told: timeoff.request.changed, timeoff.kind.changed, timeoff.balance.changed,
// timeoff.limit.changed.
package timeoff
