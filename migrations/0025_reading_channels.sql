-- A channel's past is read beside its talk, and what is known of it is asked for by the platform's own ids, in their order.
-- They rise with time, and a longer one is newer.
create index copies_by_age on copies (link_id, length(remote_id), remote_id collate "C");

-- The platform message since which what was said there may not all have been taken in; empty: since the link was made.
-- Null while nothing is missing.
alter table links add column behind text;
