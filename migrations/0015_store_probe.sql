-- Where a process tries whether it can write: a row goes in, and is rolled back. Stored as it comes, so that a large one
-- needs room on the disk.
create table store_probe (
  filler text not null
);
alter table store_probe alter column filler set storage external;
