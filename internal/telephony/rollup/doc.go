// Package rollup keeps the columns that numbers are counted from: for each
// queue and UTC day a sheet, for each agent and UTC day the sums of its
// 15-minute slots.
//
// A sheet is derived: ingest marks the day with a new epoch in the
// transaction that changes a contact, and whoever needs the sheet reads the
// stored one when its epoch is current, else makes it anew from the contacts.
// So a number is never older than the facts, and a late row costs one day.
//
// Tables: telephony_day (sheets), telephony_agent_day; it reads the fact
// tables of telephony.
package rollup
