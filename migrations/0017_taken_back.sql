-- Whose words an event carries, so that they are found when they are taken back: the number of the message that it is
-- about, -1 for those of the room, 0 for none (any more). Empty for events that brought the message of their own number,
-- and for those that a process of an earlier version wrote; those are found by the second index, and looked through in
-- the background. What people say takes part in neither index.
alter table room_events add column about bigint;
create index room_events_about on room_events (room_id, about) where about <> 0;
create index room_events_unread on room_events (room_id, seq)
  where about is null and kind in
    ('message.edited', 'message.deleted', 'poll.voted', 'poll.closed', 'room.changed', 'member.banned');
