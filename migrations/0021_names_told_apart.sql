-- What a name looks like, and the tag that tells apart those whose names look the same: no two people have both in common.
alter table people add column skeleton text, add column tag text;
-- The name whose skeleton it is: where a process of an earlier version wrote another one, it is made anew.
alter table people add column skeleton_of text;
create unique index people_told_apart on people (skeleton, coalesce(tag, ''));
create index people_not_looked_at on people (id) where skeleton_of is distinct from name;
