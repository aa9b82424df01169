-- Reactions and cards have lanes of their own beside a link's lines: how far each has come in the room's log. Null, as
-- written by a process of an older version, is the beginning: looking again at what is done changes nothing.
alter table links add column decorated bigint, add column refreshed bigint;
update links set decorated = cursor, refreshed = cursor;

-- Our own reactions as they stand on a channel's messages, so that only differences are sent. One that is not sure was
-- asked for, and whether it came is not known.
create table shown_reactions (
  link_id uuid not null references links (id) on delete cascade,
  seq bigint not null,
  emoji text not null,
  remote_id text not null,  -- the platform message that carries it
  sure boolean not null,
  primary key (link_id, seq, emoji)
);

-- What was shown before this table was there.
insert into shown_reactions (link_id, seq, emoji, remote_id, sure)
select distinct c.link_id, c.seq, r.emoji, c.remote_id, false
from copies c
join links l on l.id = c.link_id
join reactions r on r.room_id = l.room_id and r.seq = c.seq
where c.part = 0 and r.link_id is distinct from c.link_id;
