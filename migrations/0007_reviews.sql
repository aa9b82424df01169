-- What people say about films. Half stars are kept as whole numbers from 1 to 10.
create table reviews (
  id uuid primary key,
  movie_id text not null,
  person_id uuid not null references people (id),
  rating smallint not null check (rating between 1 and 10),
  text text not null default '',
  spoiler boolean not null default false,
  via text not null,
  likes integer not null default 0,    -- kept with review_likes, for sorting
  comments integer not null default 0, -- kept with review_comments
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  unique (movie_id, person_id)
);
-- One index per order in which pages are read, so that a page costs the same wherever it is.
create index reviews_newest on reviews (movie_id, created_at desc, id desc);
create index reviews_helpful on reviews (movie_id, likes desc, created_at desc, id desc);
create index reviews_rating on reviews (movie_id, rating desc, created_at desc, id desc);
create index reviews_person on reviews (person_id, created_at desc, id desc);

create table review_likes (
  review_id uuid not null references reviews (id) on delete cascade,
  person_id uuid not null references people (id),
  at timestamptz not null default now(),
  primary key (review_id, person_id)
);
create index review_likes_person on review_likes (person_id);

create table review_comments (
  id uuid primary key,
  review_id uuid not null references reviews (id) on delete cascade,
  parent_id uuid references review_comments (id),
  person_id uuid not null references people (id),
  text text not null,
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  deleted boolean not null default false -- a deleted comment with replies keeps its place
);
create index review_comments_order on review_comments (review_id, created_at, id);

create table watchlist (
  person_id uuid not null references people (id),
  movie_id text not null,
  note text not null default '',
  watched_at timestamptz,
  added_at timestamptz not null default now(),
  primary key (person_id, movie_id)
);
create index watchlist_order on watchlist (person_id, added_at desc, movie_id);

-- Films a person does not want to be recommended.
create table dismissals (
  person_id uuid not null references people (id),
  movie_id text not null,
  at timestamptz not null default now(),
  primary key (person_id, movie_id)
);

create table follows (
  person_id uuid not null references people (id),
  followed_id uuid not null references people (id),
  at timestamptz not null default now(),
  primary key (person_id, followed_id),
  check (person_id <> followed_id)
);
create index follows_followed on follows (followed_id);
