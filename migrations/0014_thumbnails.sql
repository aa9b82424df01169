-- A smaller picture for the talk, in the media store under a name of its own. Pictures from before have none, and those
-- that are small already.
alter table pictures add column thumbnail_id text unique, add column thumbnail_type text;
