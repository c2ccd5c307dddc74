-- accounts: who may listen and speak in private Realtime topics.
--
-- Topics: workspace:<uuid> for its members, user:<uuid> for one person. Everything else is
-- closed. Security definer is not needed: workspace_ids and auth.uid() answer for the caller.

create function private.may_use_topic(topic text, min_role text)
returns boolean
language sql
stable
set search_path = ''
as $$
    -- The case keeps the cast behind the pattern: any text may be a topic.
    select coalesce(
        case
            when topic ~ '^workspace:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then substring(topic from 11)::uuid
                    = any (array(select private.workspace_ids(min_role)))
            when topic ~ '^user:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                then substring(topic from 6)::uuid = auth.uid()
        end,
        false
    );
$$;

comment on function private.may_use_topic(text, text) is
'Whether the caller may use a private topic: workspace:<uuid> with at least this role there, '
'user:<uuid> if it is their own. False for every other text.';
