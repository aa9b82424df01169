-- Stores what people say, many lines of many rooms in one call and one round trip. It takes the posts whose author is a
-- member and not banned, whose key is new, and whose parent stands, and leaves the others alone: what to say of those is
-- for the rules of the core. The rooms are locked first, in the order of their ids, so that two callers never wait for
-- each other in a ring; the statement after the lock sees what every earlier holder of it committed.
--
-- asked: [{ord, room, key, digest, person, text, reply, attachments, at, tail}]; tail is the event as it goes over the
-- wire from behind its number on.
create function append_posts(rooms_asked json, asked json) returns table (ord integer, seq bigint, slug text)
language plpgsql
-- A call brings a few rows to tables of many: look them up. Left to its guess of a hundred, the planner reads whole tables.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  perform 1 from rooms where id in (select value::uuid from json_array_elements_text(rooms_asked)) order by id for update;
  return query
  with wanted as (
    select * from json_to_recordset(asked) as a(ord integer, room uuid, key text, digest text, person uuid, text text,
      reply bigint, attachments jsonb, at timestamptz, tail text)
  ), good as (
    select a.*, r.slug, r.seq + row_number() over (partition by a.room order by a.ord) as seq
    from wanted a join rooms r on r.id = a.room
    join members m on m.room_id = a.room and m.person_id = a.person
    where not exists (select 1 from bans b where b.room_id = a.room and b.person_id = a.person)
      and not exists (select 1 from room_events e where e.room_id = a.room and e.key = a.key)
      and (a.reply is null or exists (
        select 1 from messages p where p.room_id = a.room and p.seq = a.reply and not p.deleted))
  ), moved as (
    update rooms r set seq = r.seq + g.n from (select room, count(*) as n from good group by room) g where r.id = g.room
  ), logged as (
    insert into room_events (room_id, seq, key, digest, kind, actor_id, at, frame)
    select room, good.seq, key, digest, 'message.posted', person, at,
      '{"op":"event","room":' || to_json(good.slug) || ',"seq":' || good.seq || tail from good
  ), said as (
    insert into messages (room_id, seq, author_id, via, text, reply_to, attachments, at, deleted)
    select room, good.seq, person, 'web', text, reply, attachments, at, false from good
  )
  select good.ord, good.seq, good.slug from good order by good.ord;
end
$$;
