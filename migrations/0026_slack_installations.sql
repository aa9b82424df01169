-- The app in the workspaces that installed it themselves, one row for each. What Slack gave us for it is sealed: `key_id`
-- names the key, which is made of MATINEE_SECRET, and `sealed` is of no use without it.
create table slack_installations (
  id text primary key,
  key_id text not null,
  sealed text not null,
  updated_at timestamptz not null default now()
);
