-- A right that one process holds at a time (a link's courier, a platform's gateway). The fence rises with every new
-- holder, so that a late writer of an old one is told apart.
create table leases (
  name text primary key,
  owner text not null,
  until timestamptz not null,
  fence bigint not null
);

-- A room joined to one platform channel, and how far its courier has come.
create table links (
  id uuid primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  platform text not null,
  tenant_id text not null,  -- guild or workspace
  channel_id text not null,
  channel_name text not null,
  state text not null default 'active' check (state in ('active', 'paused', 'broken')),
  reason text,
  cursor bigint not null,   -- seq of the last event this channel has been given
  made_by uuid not null references people (id),
  created_at timestamptz not null default now(),
  unique (platform, tenant_id, channel_id)
);
create index links_room on links (room_id);

-- One message's appearance on one link; the origin is one too.
create table copies (
  link_id uuid not null references links (id) on delete cascade,
  seq bigint not null,
  part integer not null,
  remote_id text not null,
  origin boolean not null,
  primary key (link_id, seq, part),
  unique (link_id, remote_id)
);

-- Through which link a reaction came; null for the web. A channel shows the reactions of everywhere else.
alter table reactions add column link_id uuid references links (id) on delete set null;

-- What a platform will never take, so that its author can be told.
create table failed_deliveries (
  link_id uuid not null references links (id) on delete cascade,
  seq bigint not null,
  detail text not null,
  at timestamptz not null default now(),
  primary key (link_id, seq)
);
