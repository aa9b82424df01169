create table movies (
  id text primary key,
  source text not null, -- shipped, tmdb, csv …
  body jsonb not null,
  updated_at timestamptz not null default now()
);

-- Which state of each source is in `movies`.
create table movie_sources (
  source text primary key,
  version text not null
);
