-- How many have rated a film here and what their half stars come to: kept with reviews, so that a film's mean is never
-- counted over. The version tells processes which of two readings is newer.
create table film_ratings (
  movie_id text primary key,
  count integer not null default 0,
  sum integer not null default 0,
  version bigint not null default 0
);
insert into film_ratings (movie_id, count, sum, version)
select movie_id, count(*), sum(rating), 1 from reviews group by movie_id;

-- A review may be shown in a room: it is then one of the room's messages, and says what it was when last changed.
alter table messages add column review jsonb;
create table review_cards (
  review_id uuid not null,
  room_id uuid not null references rooms (id) on delete cascade,
  seq bigint not null,
  primary key (review_id, room_id)
);

-- Replies to a comment, and which rooms are about a film.
create index review_comments_parent on review_comments (parent_id) where parent_id is not null;
create index rooms_movie on rooms (movie_id) where movie_id is not null;
