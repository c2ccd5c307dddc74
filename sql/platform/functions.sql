-- Shared trigger functions and the reading of settings and flags.

create function private.touch_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    new.updated_at := now();
    return new;
end
$$;
comment on function private.touch_updated_at() is
'Trigger: sets updated_at to the time of the transaction. Attach before update.';

create function private.setting(setting_key text) returns jsonb
language sql
stable
set search_path = ''
as $$
    select settings.value
    from public.app_settings as settings
    where settings.key = setting_key
$$;
comment on function private.setting(text) is
'Value of a row of app_settings, or null where there is none.';

create function private.flag_includes(rules jsonb, flag_id uuid, workspace_id uuid)
returns boolean
language sql
immutable
set search_path = ''
as $$
    select case
        when rules = '{}' then true
        when workspace_id is null then false
        when rules -> 'workspace_ids' ? workspace_id::text then true
        -- The same workspace always falls on the same side of a percentage, and each flag
        -- draws anew: the hash mixes both ids.
        else coalesce((rules ->> 'percentage')::numeric, 0)
            > abs(hashtextextended(flag_id::text || workspace_id::text, 0) % 10000) / 100.0
    end
$$;
comment on function private.flag_includes(jsonb, uuid, uuid) is
'Whether the rules of an enabled flag include a workspace.';

-- In plpgsql, because it asks for entitlements, which come with a later domain.
create function public.feature_enabled(name text, workspace_id uuid default null)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    flag public.feature_flags;
begin
    select f.* into flag from public.feature_flags as f where f.name = feature_enabled.name;
    return coalesce(flag.is_enabled, false) and (
        private.flag_includes(flag.rules, flag.id, feature_enabled.workspace_id)
        or (
            flag.rules ? 'entitlement'
            -- What others are entitled to is not told.
            and (
                auth.uid() is null
                or feature_enabled.workspace_id = any (array(select private.workspace_ids('viewer')))
            )
            and private.entitled(feature_enabled.workspace_id, flag.rules ->> 'entitlement')
        )
    );
end
$$;
comment on function public.feature_enabled(text, uuid) is
'Whether a feature is on for a workspace. An unknown feature is off.';

create function private.allow_transitions() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    known text[] := (
        select array_agg(distinct status order by status)
        from unnest(tg_argv) as step, string_to_table(step, '>') as status
    );
begin
    if not new.status = any (known) then
        raise exception using
            errcode = 'PT422',
            message = format('%s has no status %L', tg_table_name, new.status),
            hint = format('It is one of: %s.', array_to_string(known, ', '));
    end if;
    if tg_op = 'INSERT' or new.status is not distinct from old.status then
        return new;
    end if;
    if not (old.status || '>' || new.status) = any (tg_argv) then
        raise exception using
            errcode = 'PT409',
            message = format(
                '%s %s cannot go from %s to %s',
                tg_table_name, new.id, old.status, new.status
            ),
            hint = format(
                'From %s it can go to: %s.',
                old.status,
                coalesce(
                    (
                        select string_agg(split_part(step, '>', 2), ', ')
                        from unnest(tg_argv) as step
                        where split_part(step, '>', 1) = old.status
                    ),
                    'nowhere, it is final'
                )
            );
    end if;
    return new;
end
$$;
comment on function private.allow_transitions() is
'Trigger: the column status is one of those named in the arguments, each a step from>to, and '
'moves along these steps only. Raises PT422 with the known ones, PT409 with the possible steps. '
'Attach before insert or update of status.';
