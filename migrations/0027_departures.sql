-- Somebody who left for good keeps a row, because of what they said; nothing in it says who they were.
alter table people add column left_at timestamptz;
create index people_left on people (left_at) where left_at is not null;

-- What is still to be done for somebody who leaves for good. `home` are the rooms they belonged to, which come first; of all
-- others `room_id` is the one that is gone through, and `seq` how far. Gone through twice: what they were just doing as they
-- left may have come after the first look.
create table departures (
  person_id uuid primary key references people (id),
  lines text not null check (lines in ('delete', 'anonymise')),
  home jsonb not null default '[]',
  room_id uuid,
  seq bigint not null default 0,
  round smallint not null default 1,
  due timestamptz not null default now()
);
create index departures_due on departures (due);

create index review_comments_person on review_comments (person_id);

-- Copies that quote a line of before, or were posted under a name that is gone, are mended in a lane of their own beside a
-- link's lines: how far it has come in the room's log. Null, as written by a process of an older version, is the cursor.
alter table links add column mended bigint;
update links set mended = cursor;
-- What answers a message, to be mended when that is taken back.
create index messages_answers on messages (room_id, reply_to) where reply_to is not null;
