-- content: short links: their codes, where they lead, and their clicks.
--
-- Clicks are events, which come with a later domain. What speaks of them is in plpgsql, which
-- looks functions and tables up when it runs.
--
-- security definer, and why:
--   private.new_link_code    sees whether a code is taken, by whatever workspace
--   private.link_base        reads app_settings, which is closed to members
--   private.record_clicks    writes the stream of events and its batches
--   private.follow_link      reads a link for somebody who has not signed in
--   private.counted_clicks   reads the batches that are not rolled up yet

create function private.new_link_code() returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
    -- 32 of them, so that five bits choose one; without 0, 1, l and o.
    letters constant text := '23456789abcdefghijkmnpqrstuvwxyz';
    noise bytea;
    made text;
begin
    loop
        noise := uuid_send(gen_random_uuid());
        -- Bytes 6 and 8 hold the version and the variant of the UUID.
        select string_agg(substr(letters, 1 + (get_byte(noise, n) & 31), 1), '') into made
        from generate_series(9, 15) as n;
        exit when not exists (select from public.managed_urls as u where u.code = made);
    end loop;
    return made;
end
$$;
comment on function private.new_link_code() is
'Seven random letters and digits that no link has, none of which is taken for another one: 35 '
'bits.';

create function private.link_base() returns text
language sql
stable
security definer
set search_path = ''
as $$
    select rtrim(private.setting('links.base_url') #>> '{}', '/')
$$;
comment on function private.link_base() is 'Where short links are served.';

create function public.link_address(link public.managed_urls) returns text
language sql
stable
set search_path = ''
as $$
    select private.link_base() || '/' || link.code
$$;
comment on function public.link_address(public.managed_urls) is
'The short address of a link. Select it like a column.';

create function public.full_address(link public.managed_urls) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.tagged_url(link.url, link.utm_params);
end
$$;
comment on function public.full_address(public.managed_urls) is
'Where a link leads, with its UTM parameters. Select it like a column.';

create function public.shorten_url(
    workspace_id uuid,
    url text,
    utm_source text default null,
    utm_medium text default null,
    utm_campaign text default null,
    utm_term text default null,
    utm_content text default null,
    campaign_id uuid default null,
    ad_id uuid default null,
    code text default null,
    title text default null,
    expires_at timestamptz default null,
    fallback_url text default null
)
returns public.managed_urls
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    tags constant jsonb := jsonb_strip_nulls(jsonb_build_object(
        'utm_source', private.utm_value('utm_source', utm_source),
        'utm_medium', private.utm_value('utm_medium', utm_medium),
        'utm_campaign', private.utm_value('utm_campaign', utm_campaign),
        'utm_term', private.utm_value('utm_term', utm_term),
        'utm_content', private.utm_value('utm_content', utm_content)
    ));
    chosen constant text := lower(btrim(code));
    broken text;
    made public.managed_urls;
begin
    if chosen !~ '^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$' then
        raise exception using
            errcode = 'PT422',
            message = format('%L cannot be the code of a link', left(code, 60)),
            hint = 'Use 3 to 50 letters a-z, digits and hyphens, as spring-sale.';
    elsif expires_at <= now() then
        raise exception using
            errcode = 'PT422',
            message = 'the link would have expired already',
            hint = 'Give a time to come, or none.';
    elsif char_length(private.tagged_url(url, tags)) > 2048 then
        raise exception using
            errcode = 'PT422',
            message = 'with its UTM parameters the address is longer than 2048 characters',
            hint = 'Use shorter parameters.';
    end if;
    insert into public.managed_urls (
        workspace_id, url, utm_params, campaign_id, ad_id, code, title, expires_at, fallback_url
    )
    values (
        shorten_url.workspace_id, btrim(shorten_url.url), tags, shorten_url.campaign_id,
        shorten_url.ad_id, coalesce(chosen, private.new_link_code()), shorten_url.title,
        shorten_url.expires_at, shorten_url.fallback_url
    )
    returning * into made;
    return made;
exception
    when insufficient_privilege then
        raise exception using
            errcode = 'PT403',
            message = 'you may not make links in this workspace',
            detail = format('workspace: %s', shorten_url.workspace_id),
            hint = 'Its members may.';
    when unique_violation then
        raise exception using
            errcode = 'PT409',
            message = format('the code %s is taken', chosen),
            hint = 'Choose another one, or none: then one is made.';
    when foreign_key_violation then
        get stacked diagnostics broken = constraint_name;
        raise exception using
            errcode = 'PT404',
            message = format(
                'there is no such %s in this workspace', substring(broken from '[a-z]+$')
            ),
            hint = 'A link is for a campaign and an ad of its own workspace.';
end
$$;
comment on function public.shorten_url(
    uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamptz, text
) is
'Makes a short link. UTM parameters are tidied and join the query of the address. Raises PT422 for '
'an address that is not public and for what cannot be a code, PT409 for a code that is taken, '
'PT404 for a campaign or ad of somewhere else, PT403 for who is no member. For members.';

-- clicks ----------------------------------------------------------------------------------

create function private.record_clicks(clicks jsonb) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    counted integer;
begin
    with given as materialized (
        select
            u.workspace_id,
            u.campaign_id,
            u.ad_id,
            u.utm_params,
            coalesce(s.ip_mode, 'truncated') as ip_mode,
            c.*
        from jsonb_to_recordset(clicks) as c (
            id uuid,
            managed_url_id uuid,
            visitor_id text,
            referrer text,
            country text,
            ip inet,
            user_agent text,
            occurred_at timestamptz
        )
        join public.managed_urls as u on u.id = c.managed_url_id
        left join public.analytics_settings as s on s.workspace_id = u.workspace_id
        -- A program that does not say what it is is none that people click with.
        where not coalesce(c.user_agent = '' or private.is_bot(c.user_agent), false)
            or coalesce(s.keeps_bots, false)
    ),

    opened as materialized (
        select w.workspace_id, private.open_batch(w.workspace_id, w.clicks) as batch
        from (
            select g.workspace_id, count(*)::integer as clicks
            from given as g
            group by g.workspace_id
            order by g.workspace_id
        ) as w
    ),

    written as (
        insert into public.events (
            id, workspace_id, batch, event_type, managed_url_id, campaign_id, ad_id, visitor_id,
            referrer, source, medium, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
            country, ip_address, user_agent, occurred_at
        )
        select
            coalesce(g.id, gen_random_uuid()),
            g.workspace_id,
            o.batch,
            'link_click',
            g.managed_url_id,
            g.campaign_id,
            g.ad_id,
            nullif(left(g.visitor_id, 255), ''),
            nullif(left(g.referrer, 2048), ''),
            nullif(left(g.utm_params ->> 'utm_source', 255), ''),
            nullif(left(g.utm_params ->> 'utm_medium', 255), ''),
            nullif(left(g.utm_params ->> 'utm_source', 255), ''),
            nullif(left(g.utm_params ->> 'utm_medium', 255), ''),
            nullif(left(g.utm_params ->> 'utm_campaign', 255), ''),
            nullif(left(g.utm_params ->> 'utm_term', 255), ''),
            nullif(left(g.utm_params ->> 'utm_content', 255), ''),
            -- XX and T1 are Cloudflare's unknown and Tor.
            case when g.country ~ '^[A-Z]{2}$' and g.country not in ('XX', 'T1') then g.country end,
            private.reduced_ip(g.workspace_id, g.ip, g.ip_mode),
            left(g.user_agent, 1000),
            coalesce(g.occurred_at, now())
        from given as g
        join opened as o on o.workspace_id = g.workspace_id
        -- Sent again after a connection was lost, a click is there already.
        on conflict on constraint events_pkey do nothing
        returning id
    )

    select count(*) into counted from written;
    return counted;
end
$$;
comment on function private.record_clicks(jsonb) is
'Appends clicks on links to the stream, in one statement. No row is changed: the roll-up counts.';

create function public.record_clicks(clicks jsonb) returns integer
language plpgsql
set search_path = ''
as $$
begin
    return private.record_clicks(clicks);
end
$$;
comment on function public.record_clicks(jsonb) is
'For what redirects visitors: takes a list of {"managed_url_id", "visitor_id", "referrer", '
'"country", "ip", "user_agent", "occurred_at", "id"}, all but the first optional. Robots are left '
'out. With id and occurred_at it can be sent again. Returns how many were counted.';

create function public.record_click(managed_url_id uuid) returns void
language plpgsql
set search_path = ''
as $$
begin
    perform private.record_clicks(
        jsonb_build_array(jsonb_build_object('managed_url_id', record_click.managed_url_id))
    );
end
$$;
comment on function public.record_click(uuid) is
'Counts a click on a managed link. For whatever redirects readers, with the service key.';

create function private.follow_link(code text, visitor_id text, referrer text) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_variable
declare
    link public.managed_urls;
begin
    select u.* into link from public.managed_urls as u where u.code = lower(follow_link.code);
    if link.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'there is no such link',
            detail = format('code: %s', left(code, 60)),
            hint = 'Was it copied whole?';
    elsif link.is_active and coalesce(link.expires_at > now(), true) then
        perform private.record_clicks(
            jsonb_build_array(jsonb_build_object(
                'managed_url_id', link.id,
                'visitor_id', visitor_id,
                'referrer', referrer,
                'country', private.request_country(),
                'ip', private.request_ip(),
                'user_agent', private.request_user_agent()
            ))
        );
        return jsonb_build_object('url', public.full_address(link), 'is_fallback', false);
    elsif link.fallback_url is not null then
        return jsonb_build_object('url', link.fallback_url, 'is_fallback', true);
    end if;
    raise exception using
        errcode = 'PT410',
        message = 'this link has expired',
        hint = 'Ask whoever gave it to you for a new one.';
end
$$;
comment on function private.follow_link(text, text, text) is 'Body of follow_link.';

create function public.follow_link(
    code text,
    visitor_id text default null,
    referrer text default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return private.follow_link(code, visitor_id, referrer);
end
$$;
comment on function public.follow_link(text, text, text) is
'Counts a click and returns {"url": where to send the visitor, "is_fallback": whether the link has '
'expired}, for edge functions and apps that redirect by themselves. Raises PT404, and PT410 for an '
'expired link that leads nowhere. For everybody.';

create function private.counted_clicks(workspace uuid, link_id uuid) returns bigint
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
    return private.tallied(link_id, 'clicks')
        + (
            select coalesce(sum(m.clicks), 0)
            from public.link_metrics as m
            where m.workspace_id = workspace and m.managed_url_id = link_id
        )
        + (
            select count(*)
            from public.events as e
            where e.managed_url_id = link_id
                and e.workspace_id = workspace
                and e.event_type = 'link_click'
                and e.batch >= (
                    select min(b.id) from private.event_batches as b where b.workspace_id = workspace
                )
                and exists (select from private.event_batches as b where b.id = e.batch)
        );
end
$$;
comment on function private.counted_clicks(uuid, uuid) is
'Clicks on a link: those of the time before the stream, rolled up, and not rolled up yet.';

-- It asks for the row first: through the API an argument can be made up, and the row's policy
-- decides who may see its number.
create function public.click_count(link public.managed_urls) returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select private.counted_clicks(u.workspace_id, u.id)
        from public.managed_urls as u
        where u.id = link.id
    );
end
$$;
comment on function public.click_count(public.managed_urls) is
'Clicks on a managed link. Select it like a column.';
