-- Messages carry files that are no pictures, too. They lie among the pictures, because all that holds for these holds for
-- them: they belong to one message of one room, and go with it.
alter table pictures
  alter column width drop not null,
  alter column height drop not null,
  add column kind text not null default 'picture' check (kind in ('picture', 'file')),
  add column size bigint; -- bytes; null for pictures from before it was noted

-- Files of platforms that did not come at once: each is asked for again a number of times, by whichever process serves the
-- platform. The message that carries it is known as a copy on the link, under its own name there.
create table late_files (
  link_id uuid not null references links (id) on delete cascade,
  remote_id text not null, -- the platform's message
  source text not null,    -- the platform's file, as in pictures.source
  attempts integer not null default 0,
  due timestamptz not null,
  primary key (link_id, remote_id, source)
);
create index late_files_due on late_files (due);

-- Files we uploaded to a platform: deleted there when their picture is gone here, so no foreign key may take the note away.
create table uploaded_files (
  platform text not null,
  tenant_id text not null,
  channel_id text not null,
  media_id text not null, -- the picture or file it shows
  file_id text not null,  -- its name on the platform
  shared boolean not null default false, -- it stands in the channel by itself, and not only in a message of ours
  attempts integer not null default 0,
  due timestamptz not null default now(),
  primary key (platform, tenant_id, channel_id, media_id)
);
create index uploaded_files_media on uploaded_files (media_id);
