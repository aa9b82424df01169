-- What a reply quotes of a long line, made when the line is written: to make it means to read the line's marks, which is
-- not to be done for each reply whenever somebody reads a page. Empty where the line is short enough to be quoted whole.
alter table messages add column excerpt text;

-- Lines from before, and those that a process of an earlier version wrote; they are given theirs in the background.
create index messages_without_excerpt on messages (room_id, seq)
  where excerpt is null and char_length(text) > 200 and not deleted;

-- A process of an earlier version knows no excerpts: what it changes must not go on being quoted as it was.
create function forget_excerpt() returns trigger language plpgsql as $$
begin
  new.excerpt := null;
  return new;
end
$$;
create trigger messages_forget_excerpt before update on messages
  for each row when (new.text is distinct from old.text and new.excerpt is not distinct from old.excerpt and old.excerpt is not null)
  execute function forget_excerpt();

-- As before, but for the excerpt.
create or replace function append_posts(rooms_asked json, asked json) returns table (ord integer, seq bigint, slug text)
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
      excerpt text, reply bigint, attachments jsonb, at timestamptz, tail text)
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
    insert into messages (room_id, seq, author_id, via, text, excerpt, reply_to, attachments, at, deleted)
    select room, good.seq, person, 'web', text, excerpt, reply, attachments, at, false from good
  )
  select good.ord, good.seq, good.slug from good order by good.ord;
end
$$;
