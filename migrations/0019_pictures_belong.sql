-- A picture belongs to one message of one room, and goes with it. That is held here, and not where messages are changed:
-- whoever changes a message, and however, cannot forget a picture of it.
alter table pictures
  add column seq bigint,                             -- the message it stands in; null for one that nobody has said yet
  add column source text,                            -- the platform's own name of the file it was copied from
  add column spoiler boolean not null default false; -- to be shown only to who asks for it

update pictures p set seq = m.seq
from messages m, lateral jsonb_array_elements(case jsonb_typeof(m.attachments) when 'array' then m.attachments else '[]' end) a
where m.room_id = p.room_id and not m.deleted and p.id = a ->> 'id';

create index pictures_unsaid on pictures (created_at) where seq is null;
create index pictures_of_message on pictures (room_id, seq);
create index pictures_part on pictures (right(id, 2));
create index pictures_thumbnail_part on pictures (right(thumbnail_id, 2));
create index pictures_source on pictures (source) where source is not null;

-- Files of the media store that nothing knows any more: written down in the transaction that let go of them, so that no
-- crash forgets one, and taken out of the store afterwards.
create table doomed_media (
  id text primary key,
  due timestamptz not null default now(),
  attempts integer not null default 0
);
create index doomed_media_due on doomed_media (due);

create function doom_picture() returns trigger language plpgsql as $$
begin
  insert into doomed_media (id) select unnest(array_remove(array[old.id, old.thumbnail_id], null))
  on conflict (id) do update set due = now();
  return null;
end
$$;
create trigger pictures_doomed after delete on pictures for each row execute function doom_picture();

-- What stands in a message is said; what no longer stands in it is gone.
create function settle_pictures() returns trigger language plpgsql as $$
declare
  standing text[] := '{}';
begin
  if tg_op <> 'DELETE' then
    if jsonb_typeof(new.attachments) = 'array' and not new.deleted then
      standing := array(select a ->> 'id' from jsonb_array_elements(new.attachments) a);
    end if;
    update pictures set seq = new.seq where id = any (standing) and room_id = new.room_id and seq is null;
  end if;
  if tg_op <> 'INSERT' then
    delete from pictures where room_id = old.room_id and seq = old.seq and id <> all (standing);
  end if;
  return null;
end
$$;
create trigger messages_say_pictures after insert on messages
  for each row when (new.attachments is not null) execute function settle_pictures();
create trigger messages_change_pictures after update on messages
  for each row when (old.attachments is distinct from new.attachments or (old.attachments is not null and new.deleted))
  execute function settle_pictures();
create trigger messages_end_pictures after delete on messages
  for each row when (old.attachments is not null) execute function settle_pictures();
