-- Avatars lie with us or with the platforms. Others are forgotten; who comes through a platform brings theirs again.
update people set avatar = null
where avatar !~ '^https://(cdn\.discordapp\.com|media\.discordapp\.net|secure\.gravatar\.com|[a-z0-9.-]+\.slack-edge\.com)/';
