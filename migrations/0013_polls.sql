-- A poll is one of the room's messages, which carries its options, how many votes each has, and whether it is closed.
-- The counts are written with the votes, under the room's lock.
alter table messages add column poll jsonb;
create table poll_votes (
  room_id uuid not null,
  seq bigint not null,
  person_id uuid not null,
  option smallint not null check (option between 0 and 9),
  primary key (room_id, seq, person_id)
);
