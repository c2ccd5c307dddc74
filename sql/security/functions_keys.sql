-- security: API keys, from their making to their use.
--
-- Security definer here, and why:
--   private.create_api_key   writes api_keys, which is closed to people
--   private.revoke_api_key   the same
--   private.api_key_uses     reads rate_limits, which is closed to people

create function private.create_api_key(
    workspace uuid,
    key_name text,
    wanted_scopes text[],
    business uuid,
    requests_per_hour integer,
    valid_until timestamptz
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    new_key constant text := 'fw_' || private.new_token();
    made public.api_keys;
begin
    perform private.require_role(workspace, 'admin');
    perform private.require_second_factor();
    if valid_until <= now() then
        raise exception using
            errcode = 'PT422',
            message = 'The key would have expired before its first use.',
            detail = format('expires_at: %s', valid_until),
            hint = 'Give a time in the future, or none for a key that does not expire.';
    end if;
    if business is not null and not exists (
        select from public.businesses as b where b.workspace_id = workspace and b.id = business
    ) then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such business in this workspace.',
            detail = format('business_id: %s', business),
            hint = 'Leave business_id out for a key to the whole workspace.';
    end if;
    insert into public.api_keys (
        workspace_id, business_id, user_id, name, key_prefix, key_hash, scopes, rate_limit,
        expires_at
    )
    values (
        workspace, business, auth.uid(), key_name, left(new_key, 11), private.token_hash(new_key),
        wanted_scopes, coalesce(requests_per_hour, 1000), valid_until
    )
    returning * into made;
    return to_jsonb(made) - 'key_hash' || jsonb_build_object('key', new_key);
end
$$;
comment on function private.create_api_key(uuid, text, text[], uuid, integer, timestamptz) is
'Body of public.create_api_key.';

create function public.create_api_key(
    workspace_id uuid,
    name text,
    scopes text[],
    business_id uuid default null,
    rate_limit integer default 1000,
    expires_at timestamptz default null
)
returns jsonb
language sql
set search_path = ''
as $$
    select private.create_api_key(
        create_api_key.workspace_id, create_api_key.name, create_api_key.scopes,
        create_api_key.business_id, create_api_key.rate_limit, create_api_key.expires_at
    )
$$;
comment on function public.create_api_key(uuid, text, text[], uuid, integer, timestamptz) is
'Makes an API key; admins and owners. The answer holds the key itself, once: nobody can show it '
'again. scopes: <what>:read or <what>:write. rate_limit: requests per hour. Raises PT403, PT404, '
'PT409, PT422.';

create function private.revoke_api_key(key_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
    workspace uuid := (select k.workspace_id from public.api_keys as k where k.id = key_id);
begin
    if workspace is null or not (private.is_service() or private.role_in(workspace) is not null) then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such API key.',
            detail = format('api_key_id: %s', key_id),
            hint = 'Use the id of a key in one of your workspaces.';
    end if;
    perform private.require_role(workspace, 'admin');
    update public.api_keys as k
    set is_active = false, revoked_at = coalesce(k.revoked_at, now())
    where k.id = key_id;
end
$$;
comment on function private.revoke_api_key(uuid) is 'Body of public.revoke_api_key.';

create function public.revoke_api_key(api_key_id uuid)
returns void
language sql
set search_path = ''
as $$
    select private.revoke_api_key(revoke_api_key.api_key_id)
$$;
comment on function public.revoke_api_key(uuid) is
'Ends an API key for good, from its next request on; admins and owners. Raises PT403, PT404.';

create function public.use_api_key(key text, scope text)
returns table (
    api_key_id uuid,
    workspace_id uuid,
    business_id uuid,
    scopes text[],
    remaining integer
)
language plpgsql
set search_path = ''
as $$
declare
    found_key public.api_keys;
    rate record;
begin
    select k.* into found_key
    from public.api_keys as k
    where k.key_hash = private.token_hash(use_api_key.key);
    if found_key.id is null or not found_key.is_active or found_key.expires_at <= now() then
        raise exception using
            errcode = 'PT401',
            message = 'This API key is not valid.',
            detail = 'It was never made, was revoked, or has expired.',
            hint = 'Make a new one with create_api_key.';
    end if;
    if not use_api_key.scope = any (found_key.scopes) then
        raise exception using
            errcode = 'PT403',
            message = format('This API key does not have the scope %s.', scope),
            detail = format('It has: %s.', array_to_string(found_key.scopes, ', ')),
            hint = 'Make a key with that scope.';
    end if;
    select r.* into rate
    from private.take_rate(
        'api_key:' || found_key.id, found_key.rate_limit, interval '1 hour'
    ) as r;
    if not rate.allowed then
        raise exception using
            errcode = 'PT429',
            message = format('More than %s requests in an hour.', found_key.rate_limit),
            hint = format('Try again in %s s.', ceil(extract(epoch from rate.retry_after)));
    end if;
    return query select
        found_key.id, found_key.workspace_id, found_key.business_id, found_key.scopes,
        rate.remaining;
end
$$;
comment on function public.use_api_key(text, text) is
'For servers: checks an API key and a scope, and counts one request. Returns whose key it is. '
'Raises PT401 not valid, PT403 scope missing, PT429 too many requests.';

create function private.api_key_uses()
returns table (api_key_id uuid, usage_count bigint, last_used_at timestamptz)
language sql
stable
security definer
set search_path = ''
as $$
    select k.id, r.taken, r.taken_at
    from public.api_keys as k
    join public.rate_limits as r on r.key = 'api_key:' || k.id
    where k.workspace_id = any (array(select private.workspace_ids('admin')))
$$;
comment on function private.api_key_uses() is
'How often and when the keys of the caller''s workspaces were used. The base of api_key_usage.';

create function private.forget_api_key_rate()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from public.rate_limits as r where r.key = 'api_key:' || old.id;
    return null;
end
$$;
comment on function private.forget_api_key_rate() is
'Trigger: a deleted API key takes its rate limit and count of uses along.';
