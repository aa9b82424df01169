create table rooms (
  id uuid primary key,
  slug text not null unique,
  title text not null,
  topic text not null default '',
  movie_id text,
  visibility text not null default 'public' check (visibility in ('public', 'unlisted', 'private')),
  password_hash text,
  capacity integer check (capacity between 1 and 100000),
  owner_id uuid not null,
  seq bigint not null default 0, -- of the newest event
  epoch uuid not null,           -- changes when the log is not the one a reader knew
  created_at timestamptz not null default now()
);

create table members (
  room_id uuid not null references rooms (id) on delete cascade,
  person_id uuid not null references people (id),
  role text not null default 'member' check (role in ('moderator', 'member')),
  joined_at timestamptz not null default now(),
  primary key (room_id, person_id)
);
create index members_person on members (person_id);

-- Exactly one owner: one column, never empty, and always one of the members.
alter table rooms
  add constraint rooms_owner_is_a_member foreign key (id, owner_id) references members (room_id, person_id)
  deferrable initially deferred;

create table bans (
  room_id uuid not null references rooms (id) on delete cascade,
  person_id uuid not null references people (id),
  reason text,
  made_by uuid not null references people (id),
  made_at timestamptz not null default now(),
  primary key (room_id, person_id)
);

create table invites (
  code_hash text primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  made_by uuid not null references people (id),
  expires_at timestamptz not null,
  used_at timestamptz
);
