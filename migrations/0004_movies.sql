create table movies (
  id text primary key,
  source text not null, -- shipped, tmdb, csv …
  body jsonb not null,
  updated_at timestamptz not null default now()
);
