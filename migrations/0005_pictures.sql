-- Pictures people uploaded or platforms brought; the bytes lie in the media store under the same id.
create table pictures (
  id text primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  person_id uuid not null references people (id),
  type text not null,
  width integer not null,
  height integer not null,
  name text not null,
  alt text,
  created_at timestamptz not null default now()
);
create index pictures_room on pictures (room_id);
