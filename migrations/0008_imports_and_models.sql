-- Ratings from elsewhere (MovieLens, a file): they teach the model, and belong to nobody here.
create table imported_ratings (
  source text not null,
  rater text not null,
  movie_id text not null,
  rating smallint not null check (rating between 1 and 10), -- half stars
  at timestamptz,
  primary key (source, rater, movie_id)
);

-- Where an import stands, so that it goes on after a stop.
create table imports (
  source text primary key,
  state jsonb not null,
  updated_at timestamptz not null default now()
);

-- Fitted models, newest last. Processes take the newest that is complete; the parts are one file, cut to size.
create table models (
  version bigint generated always as identity primary key,
  complete boolean not null default false,
  facts jsonb not null, -- format, ratings, people, films, seconds, bytes
  made_at timestamptz not null default now()
);
create table model_parts (
  version bigint not null references models (version) on delete cascade,
  part integer not null,
  bytes bytea not null,
  primary key (version, part)
);
