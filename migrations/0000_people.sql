-- A person holds one or more identities: who they are on each platform or site.
create table people (
  id uuid primary key,
  name text not null,
  avatar text,
  locale text,
  created_at timestamptz not null default now()
);

create table identities (
  id text primary key, -- discord:ID, slack:TEAM:ID, guest:ID, site:SITE:SUB
  person_id uuid not null references people (id),
  created_at timestamptz not null default now()
);
create index identities_person on identities (person_id);
