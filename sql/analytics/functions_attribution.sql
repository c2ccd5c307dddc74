-- analytics: the touches of a journey.

create function private.attribution_setting(workspace uuid)
returns public.attribution_settings
language plpgsql
stable
set search_path = ''
as $$
declare
    found_settings public.attribution_settings;
begin
    select s.* into found_settings
    from public.attribution_settings as s
    where s.workspace_id = workspace;
    if not found then
        found_settings.workspace_id := workspace;
        found_settings.model := 'position_based';
        found_settings.touches := 'clicks_and_views';
        found_settings.look_back_days := 30;
        found_settings.view_through_days := 1;
        found_settings.half_life_days := 7;
        found_settings.first_weight := 0.4;
        found_settings.middle_weight := 0.2;
        found_settings.last_weight := 0.4;
        found_settings.markov_order := 1;
    end if;
    return found_settings;
end
$$;
comment on function private.attribution_setting(uuid) is
'The settings of a workspace; without a row, those of a new one.';

create function private.own_channel(
    event_type text, platform text, source text, medium text, utm_source text, utm_medium text
)
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
declare
    from_where constant text := lower(coalesce(nullif(source, ''), nullif(utm_source, '')));
    how constant text := lower(coalesce(nullif(medium, ''), nullif(utm_medium, '')));
begin
    if platform is not null then
        return lower(platform);
    elsif event_type in ('email_open', 'email_click') or how = 'email' then
        return 'email';
    elsif from_where is null or from_where in ('direct', '(direct)') or how = 'direct' then
        return null;
    end if;
    return from_where || coalesce(' / ' || how, '');
end
$$;
comment on function private.own_channel(text, text, text, text, text, text) is
'The channel that an event names itself; null where it names none.';

create function private.touches(workspace uuid, journeys private.journey[])
returns table (
    journey text,
    place bigint,
    event_id uuid,
    occurred_at timestamptz,
    event_type text,
    channel text,
    source text,
    medium text,
    platform text,
    campaign_id uuid,
    component_id uuid,
    ad_id uuid
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with found as (
        select j.id as journey, j.views_since, e.*
        from unnest(journeys) as j
        cross join lateral (
            select t.* from public.events as t
            where
                t.workspace_id = workspace
                and t.visitor_id = any (j.visitors)
                and t.occurred_at between j.since and j.until
            union all
            -- What was sent to the customer, or told by a server, names no browser.
            select t.* from public.events as t
            where
                t.workspace_id = workspace
                and t.customer_id = j.customer_id
                and t.visitor_id is null
                and t.occurred_at between j.since and j.until
        ) as e
        where e.event_type not in (
            'conversion', 'rebill', 'refund', 'email_sent', 'email_bounce', 'email_unsubscribe'
        )
    ),

    named as (
        select
            f.*,
            private.own_channel(
                f.event_type, f.platform, f.source, f.medium, f.utm_source, f.utm_medium
            ) as own,
            num_nonnulls(f.campaign_id, f.ad_id, f.managed_url_id, f.utm_campaign) > 0 as is_ours,
            row_number() over visit = 1 and f.session_id is not null as opens
        from found as f
        window visit as (
            partition by f.journey, f.visitor_id, f.session_id order by f.occurred_at, f.id
        )
    ),

    placed as (
        select
            n.*,
            coalesce(
                n.own,
                -- The one that brought the session.
                case
                    when n.session_id is not null
                        then first_value(n.own) over (
                            partition by n.journey, n.visitor_id, n.session_id
                            order by n.own is null, n.occurred_at, n.id
                        )
                end,
                case when n.is_ours then 'campaign' else 'direct' end
            ) as channel
        from named as n
    ),

    touches as (
        select p.*, bool_or(p.channel <> 'direct') over (partition by p.journey) as is_known
        from placed as p
        where
            p.event_type in ('click', 'link_click', 'email_click')
            or (p.opens and (p.own is not null or p.is_ours))
            or (p.event_type in ('impression', 'email_open') and p.occurred_at >= p.views_since)
    ),

    -- Direct takes nothing from a channel that is known.
    steps as (
        select
            t.*,
            t.session_id is null
            or (t.session_id, t.visitor_id, t.channel) is distinct from (
                lag(t.session_id) over walk,
                lag(t.visitor_id) over walk,
                lag(t.channel) over walk
            ) as is_new
        from touches as t
        where t.channel <> 'direct' or not t.is_known
        window walk as (partition by t.journey order by t.occurred_at, t.id)
    ),

    runs as (
        select
            s.*,
            count(*) filter (where s.is_new) over (
                partition by s.journey order by s.occurred_at, s.id
            ) as place
        from steps as s
    )

    -- Of a run within a session, the first event that says most of the ad it came from.
    select distinct on (r.journey, r.place)
        r.journey,
        r.place,
        r.id,
        r.occurred_at,
        r.event_type,
        left(r.channel, 520),
        r.source,
        r.medium,
        r.platform,
        r.campaign_id,
        r.component_id,
        r.ad_id
    from runs as r
    order by
        r.journey, r.place, r.ad_id is null, r.campaign_id is null, r.occurred_at, r.id;
end
$$;
comment on function private.touches(uuid, private.journey[]) is
'The touches of journeys, in order: clicks, the first event of a session that a source or a '
'campaign brought, impressions and opened emails. Those of one channel that follow each other in '
'a session are one; direct ones count only where there are no others.';
