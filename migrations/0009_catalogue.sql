-- Processes that serve read what has changed since they last looked.
create index movies_changed on movies (updated_at, id);
-- One film per number at TMDB, whatever brought it.
create unique index movies_tmdb on movies (((body->>'tmdbId')::integer)) where body ? 'tmdbId';
-- When TMDB last told us about the film: what it tells may be kept for six months.
alter table movies add column tmdb_at timestamptz;

-- Posters: where each is fetched from, and, once it is in the media store under the same id, what it is.
create table posters (
  id uuid primary key,
  source text not null,
  type text,
  width integer,
  height integer,
  fetched_at timestamptz,
  failures integer not null default 0,
  failed_at timestamptz
);
