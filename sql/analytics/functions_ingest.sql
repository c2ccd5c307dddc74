-- analytics: checking events and storing them.

create function private.check_events(
    workspace uuid,
    campaigns uuid[],
    components uuid[],
    ads uuid[],
    products uuid[],
    orders uuid[],
    customers uuid[],
    links uuid[],
    currencies text[],
    months date[],
    longest integer
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
    missing record;
begin
    select m.kind, m.id into missing
    from (
        select 'campaign' as kind, i as id from unnest(campaigns) as i
        where not exists (
            select from public.campaigns as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'component', i from unnest(components) as i
        where not exists (
            select from public.campaign_components as t
            where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'ad', i from unnest(ads) as i
        where not exists (
            select from public.ads as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'product', i from unnest(products) as i
        where not exists (
            select from public.products as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'order', i from unnest(orders) as i
        where not exists (
            select from public.orders as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'customer', i from unnest(customers) as i
        where not exists (
            select from public.customers as t where t.workspace_id = workspace and t.id = i
        )
        union all
        select 'managed_url', i from unnest(links) as i
        where not exists (
            select from public.managed_urls as t where t.workspace_id = workspace and t.id = i
        )
    ) as m
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = format('there is no %s %s in this workspace', missing.kind, missing.id),
            hint = format('Send the id of one of its own, or leave %s_id out.', missing.kind);
    end if;
    if exists (
        select from unnest(currencies) as u (code)
        where not exists (select from public.currencies as c where c.code = u.code)
    ) then
        raise exception using
            errcode = 'PT422',
            message = format('one of the currencies %s is not known', currencies),
            hint = 'Send a code of ISO 4217, such as USD or SAR.';
    end if;
    if exists (select from unnest(months) as m (month) where m.month < now() - interval '2 years') then
        raise exception using
            errcode = 'PT422',
            message = 'this happened too long ago',
            hint = 'Events are taken for two years after they happened.';
    end if;
    if exists (
        select from unnest(months) as m (month)
        where private.is_archived(m.month::timestamp at time zone 'UTC')
    ) then
        raise exception using
            errcode = 'PT422',
            message = 'the month in which this happened is in the archive',
            hint = 'Send it again once the month is restored.';
    end if;
    if longest > 16384 then
        raise exception using
            errcode = 'PT422',
            message = format('the properties of an event have %s bytes', longest),
            hint = 'Send at most 16,384.';
    end if;
    return true;
end
$$;
comment on function private.check_events(
    uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], date[], integer
) is
'What events refer to must be there, in their workspace: they have no foreign keys. months are '
'those of their times, longest the bytes of their largest properties. True, or PT422 for the first '
'fault.';

create function private.store_events(
    batch bigint,
    list jsonb,
    request private.event_request,
    settings public.analytics_settings,
    out taken bigint,
    out duplicates bigint,
    out bots bigint
)
language plpgsql
set search_path = ''
as $$
declare
    -- For browsers that send no visitor_id: the same until midnight.
    stranger constant text := case
        when settings.names_visitors and not request.is_trusted
            then private.stranger(request)
    end;
    ip constant inet := private.reduced_ip(
        request.workspace_id, request.ip_address, settings.ip_mode
    );
    is_bot constant boolean := coalesce(private.is_bot(request.user_agent), false);
    told constant text[] := array[
        'id', 'event_type', 'occurred_at', 'campaign_id', 'component_id', 'ad_id', 'product_id',
        'order_id', 'customer_id', 'managed_url_id', 'action', 'stage', 'conversion_type',
        'quantity', 'revenue', 'currency', 'visitor_id', 'session_id', 'page', 'url', 'referrer',
        'platform', 'source', 'medium', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content',
        'utm_term', 'country', 'region', 'city', 'ip_address', 'user_agent', 'properties'
    ];
begin
    with sent as materialized (
        select
            r.*,
            x.e - told as rest,
            coalesce(r.session_id, stranger) as visit,
            case when request.is_trusted then r.user_agent else request.user_agent end as program,
            case
                when r.occurred_at + request.skew > request.received_at + interval '5 minutes'
                    then request.received_at
                else coalesce(r.occurred_at + request.skew, request.received_at)
            end as moment
        from jsonb_array_elements(list) as x (e)
        cross join lateral jsonb_to_record(x.e) as r (
            id uuid,
            event_type text,
            occurred_at timestamptz,
            campaign_id uuid,
            component_id uuid,
            ad_id uuid,
            product_id uuid,
            order_id uuid,
            customer_id uuid,
            managed_url_id uuid,
            action text,
            stage text,
            conversion_type text,
            quantity integer,
            revenue numeric,
            currency text,
            visitor_id text,
            session_id text,
            page text,
            url text,
            referrer text,
            platform text,
            source text,
            medium text,
            utm_source text,
            utm_medium text,
            utm_campaign text,
            utm_content text,
            utm_term text,
            country text,
            region text,
            city text,
            ip_address inet,
            user_agent text,
            properties jsonb
        )
    ),

    settled as materialized (
        select
            s.*,
            a.page as arrived_page,
            coalesce(s.platform, a.platform) as arrived_platform,
            coalesce(s.source, s.utm_source, a.source) as own_source,
            case
                when s.source is not null then s.medium
                when s.utm_source is not null then coalesce(s.medium, s.utm_medium)
                else coalesce(s.medium, a.medium)
            end as own_medium,
            -- Parameters of the address count where the sender has not named them.
            coalesce(s.utm_source, a.utm_source) as tag_source,
            coalesce(s.utm_medium, a.utm_medium) as tag_medium,
            coalesce(s.utm_campaign, a.utm_campaign) as tag_campaign,
            coalesce(s.utm_content, a.utm_content) as tag_content,
            coalesce(s.utm_term, a.utm_term) as tag_term
        from sent as s
        cross join lateral private.read_arrival(s.url, s.referrer) as a
        where
            settings.keeps_bots
            or not case
                when request.is_trusted then coalesce(private.is_bot(s.program), false)
                else is_bot
            end
    ),

    checked as (
        select private.check_events(
            request.workspace_id,
            array_agg(distinct s.campaign_id) filter (where s.campaign_id is not null),
            array_agg(distinct s.component_id) filter (where s.component_id is not null),
            array_agg(distinct s.ad_id) filter (where s.ad_id is not null),
            array_agg(distinct s.product_id) filter (where s.product_id is not null),
            array_agg(distinct s.order_id) filter (where s.order_id is not null),
            array_agg(distinct s.customer_id) filter (where s.customer_id is not null),
            array_agg(distinct s.managed_url_id) filter (where s.managed_url_id is not null),
            array_agg(distinct s.currency) filter (where s.currency is not null),
            array_agg(distinct date_trunc('month', s.moment at time zone 'UTC')::date),
            max(coalesce(pg_column_size(s.rest), 0) + coalesce(pg_column_size(s.properties), 0))
        ) as holds
        from settled as s
    ),

    -- The key of events cannot see an event again whose time is not what its sender said.
    fresh as (
        insert into private.event_receipts (workspace_id, id, received_at)
        select request.workspace_id, s.id, request.received_at
        from settled as s
        where s.id is not null and s.moment is distinct from s.occurred_at
        on conflict do nothing
        returning event_receipts.id
    ),

    -- Later events of a visit have the source that it began with.
    visits as (
        select distinct on (v.visit) v.visit, v.source, v.medium
        from (
            select k.visit, b.source, b.medium, b.started_at as moment
            from (select distinct s.visit from settled as s where s.own_source is null) as k
            -- One by one through the key, however small the table was when the plan was made.
            cross join lateral (
                select n.source, n.medium, n.started_at
                from private.sessions as n
                where
                    n.workspace_id = request.workspace_id
                    and n.session = md5(k.visit)::uuid
                    and n.source <> 'direct'
                limit 1
            ) as b
            union all
            select s.visit, s.own_source, s.own_medium, s.moment
            from settled as s
            where s.own_source is not null and s.visit is not null
        ) as v
        order by v.visit, v.moment
    ),

    stored as (
        insert into public.events (
            id, workspace_id, batch, campaign_id, component_id, ad_id, product_id, order_id,
            customer_id, managed_url_id, event_type, action, stage, conversion_type, quantity,
            revenue, currency, visitor_id, session_id, page, referrer, platform, source, medium,
            utm_source, utm_medium, utm_campaign, utm_content, utm_term, country, region, city,
            ip_address, user_agent, properties, occurred_at, received_at
        )
        select
            coalesce(s.id, gen_random_uuid()),
            request.workspace_id,
            store_events.batch,
            s.campaign_id,
            s.component_id,
            s.ad_id,
            s.product_id,
            s.order_id,
            s.customer_id,
            s.managed_url_id,
            s.event_type,
            s.action,
            s.stage,
            s.conversion_type,
            coalesce(s.quantity, 1),
            s.revenue,
            s.currency,
            coalesce(s.visitor_id, stranger),
            s.visit,
            left(coalesce(s.page, s.arrived_page), 2048),
            left(s.referrer, 2048),
            s.arrived_platform,
            left(coalesce(s.own_source, v.source), 255),
            left(case when s.own_source is null then v.medium else s.own_medium end, 255),
            left(s.tag_source, 255),
            left(s.tag_medium, 255),
            left(s.tag_campaign, 255),
            left(s.tag_content, 255),
            left(s.tag_term, 255),
            case when request.is_trusted then upper(s.country) else request.country end,
            s.region,
            s.city,
            case
                when request.is_trusted
                    then private.reduced_ip(request.workspace_id, s.ip_address, settings.ip_mode)
                else ip
            end,
            left(s.program, 1000),
            s.rest || coalesce(s.properties, '{}') || case
                when s.occurred_at is distinct from s.moment and s.occurred_at is not null
                    then jsonb_build_object('sent_occurred_at', s.occurred_at)
                else '{}'
            end,
            s.moment,
            request.received_at
        from checked as c
        cross join settled as s
        left join visits as v on v.visit = s.visit
        where
            c.holds
            and (
                s.id is null
                or s.moment = s.occurred_at
                or s.id in (select f.id from fresh as f)
            )
        on conflict do nothing
        returning 1
    )

    select
        (select count(*) from stored),
        (select count(*) from settled) - (select count(*) from stored),
        (select count(*) from sent) - (select count(*) from settled)
    into taken, duplicates, bots;
end
$$;
comment on function private.store_events(
    bigint, jsonb, private.event_request, public.analytics_settings
) is
'Appends a list of events as one batch, all or none: raises what is wrong with the first that is. '
'Returns how many were new, had been sent before, and came from bots that are not kept.';
