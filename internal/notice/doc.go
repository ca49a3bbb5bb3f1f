// Package notice tells people what concerns them: their roster was published or
// changed, their request was answered, they are asked something.
//
// Words. A notice (消息) is of one person, has a kind and what it is about, and
// leads to a page; the page says it in the reader's language. It is unread until
// the person opens the list.
//
// Notices are kept for ninety days. Who is told of what is decided in one place,
// internal/app, from what the rooms record.
//
// Tables: notice_notice. Facts told: notice.notice.changed.
package notice
