// Package contacts shows single contacts: lists with filters, one contact with
// the events it was folded from, and the list as a workbook.
//
// It reads what ingest keeps and changes nothing. Two rules hold for whatever
// leaves it: a customer is masked, in the raw rows too, unless an actor who may
// (telephony.unmask) says why they need to see the one of this contact, which
// the audit log keeps; and an actor whose scope is a part
// of the centre sees only the contacts that agents of that part answered, by
// the teams as they were on the contact's day. An actor for a site also sees
// what waited in the queues of that site.
//
// The grade of a contact: A without any flag, B with flags of which none put
// in a figure, C when one rule put in a figure, D when several did.
//
// Tables read: telephony_contact, telephony_call, telephony_source.
package contacts
