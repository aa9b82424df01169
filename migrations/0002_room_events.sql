-- The log: what happened in a room, numbered without gaps. Append-only. It and the messages are written with the room's
-- row locked and its members checked, so they carry no foreign keys: those would cost each line a fifth of its writing
-- (three look-ups, and a lock written into the rows of its room and its author). Whoever ends a room clears them.
create table room_events (
  room_id uuid not null,
  seq bigint not null,
  key text not null,    -- unique per room: the sender's id or the platform's message key, so a repeat has one effect
  digest text not null, -- of what was asked for, to tell a repeat from a reused key
  kind text not null,
  actor_id uuid not null,
  at timestamptz not null,
  frame text not null,  -- the event as it goes over the wire
  primary key (room_id, seq),
  unique (room_id, key)
);

-- Current state, projected from the log in the same transaction.
create table messages (
  room_id uuid not null,
  seq bigint not null,
  author_id uuid not null,
  via text not null,
  text text not null,
  reply_to bigint,
  attachments jsonb,
  at timestamptz not null,
  edited_at timestamptz,
  deleted boolean not null default false,
  primary key (room_id, seq)
);

create table reactions (
  room_id uuid not null,
  seq bigint not null,
  emoji text not null,
  person_id uuid not null,
  via text not null,
  primary key (room_id, seq, emoji, person_id)
);
