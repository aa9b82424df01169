-- Who may open, link and unlink rooms in a workspace on Slack or a server on Discord, where its admins have said so; without
-- a row, whoever may manage the channel.
create table link_rights (
  platform text not null,
  tenant_id text not null,
  who text not null check (who in ('managers', 'everyone', 'admins')),
  set_by uuid references people (id) on delete set null,
  set_at timestamptz not null default now(),
  primary key (platform, tenant_id)
);
