-- Whose act the deletion of a copy on a channel is: `room`, a moderator's, so that the line goes everywhere; or `here`, and
-- it concerns that channel alone.
alter table links add column moderation text not null default 'room' check (moderation in ('room', 'here'));

-- How a copy stands: `leaving` while we take it away ourselves, so that word of that is not taken for somebody else's act;
-- `gone` once somebody there took it away.
alter table copies add column state text not null default 'there' check (state in ('there', 'leaving', 'gone'));
