-- +goose Up
-- The row "telephony" keeps the epoch, and the position up to which all parts
-- are folded; a row of each part keeps the part's own position.
insert into telephony_position (stream, seq, epoch, applied_ms) values ('telephony', 0, 0, 0) on conflict (stream) do nothing;
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/0', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/1', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/2', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/3', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/4', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/5', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/6', seq, 0, applied_ms from telephony_position where stream = 'telephony';
insert into telephony_position (stream, seq, epoch, applied_ms) select 'telephony/7', seq, 0, applied_ms from telephony_position where stream = 'telephony';

-- +goose Down
delete from telephony_position where stream <> 'telephony';
