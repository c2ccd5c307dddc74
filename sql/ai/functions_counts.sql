-- ai: what calls used, as providers count it.

create function private.usage_count(usage jsonb, counted text) returns numeric
language sql
immutable
set search_path = ''
as $$
    select coalesce((usage ->> counted)::numeric, 0)
$$;
comment on function private.usage_count(jsonb, text) is
'One of the counts of flywheel.ai.usage.Usage, 0 where it is not there.';
