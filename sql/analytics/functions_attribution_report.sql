-- analytics: attribution as frontends ask for it.
--
-- security definer: the private functions, which read sums and orders without a policy per row
-- once the caller's role is proved.

create function private.check_attribution_days(since date, until date) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if since is null or until is null or until < since or until - since > 1830 then
        raise exception using
            errcode = 'PT422',
            message = 'Give the first and the last day, at most five years apart.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Days are UTC days, both included: since=2026-05-01&until=2026-05-31.';
    end if;
end
$$;
comment on function private.check_attribution_days(date, date) is
'Raises PT422 unless these are the first and last day of at most five years.';

create function private.attribution_sums(
    workspace uuid, since date, until date, models text[], by text
)
returns table (
    key text,
    model text,
    currency text,
    orders numeric,
    revenue numeric,
    refunds numeric,
    spend numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    -- Whole months from their own rows, the days before and after one by one.
    whole_since date := date_trunc('month', since + interval '1 month - 1 day');
    whole_until date := date_trunc('month', until + interval '1 day');
begin
    if whole_until < whole_since then
        whole_since := until + 1;
        whole_until := until + 1;
    end if;
    return query
    select
        s.key, s.model, s.currency, sum(s.orders), sum(s.revenue), sum(s.refunds), sum(s.spend)
    from (
        select m.key, m.model, m.currency, m.orders, m.revenue, m.refunds, m.spend
        from private.attribution_months as m
        where
            m.workspace_id = workspace
            and m.dimension = by
            and m.model = any (models)
            and m.month >= whole_since
            and m.month < whole_until
        union all
        select d.key, d.model, d.currency, d.orders, d.revenue, d.refunds, d.spend
        from public.attribution_daily as d
        where
            d.workspace_id = workspace
            and d.dimension = by
            and d.model = any (models)
            and d.date >= since
            and d.date < whole_since
        union all
        select d.key, d.model, d.currency, d.orders, d.revenue, d.refunds, d.spend
        from public.attribution_daily as d
        where
            d.workspace_id = workspace
            and d.dimension = by
            and d.model = any (models)
            and d.date >= whole_until
            and d.date <= until
    ) as s
    group by s.key, s.model, s.currency;
end
$$;
comment on function private.attribution_sums(uuid, date, date, text[], text) is
'Sums of attribution over some days, both included, by channel, campaign or ad.';

create function private.attribution_report(
    workspace uuid, since date, until date, models text[], by text
)
returns table (
    key text, name text, currency text, is_total boolean, spend numeric, credits jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    known constant text[] := array[
        'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
        'shapley', 'platform'
    ];
    wanted text[] := coalesce(models, known);
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_attribution_days(since, until);
    if by is null or by not in ('channel', 'campaign', 'ad') then
        raise exception using
            errcode = 'PT422',
            message = format('There is no report by %L.', by),
            hint = 'There are channel, campaign and ad.';
    end if;
    if not wanted <@ known then
        raise exception using
            errcode = 'PT422',
            message = 'There is no such model of attribution.',
            detail = format('models: %s', wanted),
            hint = 'There are ' || array_to_string(known, ', ') || '.';
    end if;
    return query
    with sums as (
        select
            s.key, s.currency, s.model, grouping(s.key) = 1 as is_total,
            sum(s.orders) as orders, sum(s.revenue) as revenue, sum(s.refunds) as refunds,
            sum(s.spend) as spend
        -- The claims carry the spend, whether asked for or not.
        from private.attribution_sums(workspace, since, until, wanted || '{platform}', by) as s
        group by grouping sets ((s.key, s.currency, s.model), (s.currency, s.model))
    ),

    spent as (
        select s.*, sum(s.spend) over (partition by s.key, s.currency, s.is_total) as paid
        from sums as s
    ),

    rows as (
        select
            s.key,
            s.currency,
            s.is_total,
            max(s.paid) as spend,
            coalesce(
                jsonb_object_agg(
                    s.model,
                    jsonb_build_object(
                        'orders', round(s.orders, 2),
                        'revenue', s.revenue,
                        'refunds', s.refunds,
                        'net_revenue', s.revenue - s.refunds,
                        'roas', round((s.revenue - s.refunds) / nullif(s.paid, 0), 2)
                    )
                ) filter (where s.model = any (wanted)),
                '{}'
            ) as credits
        from spent as s
        group by s.key, s.currency, s.is_total
    )

    select
        r.key,
        case by
            when 'channel' then r.key
            when 'campaign' then (
                select c.name
                from public.campaigns as c
                where c.workspace_id = workspace and c.id = nullif(r.key, '')::uuid
            )
            else (
                select a.name
                from public.ads as a
                where a.workspace_id = workspace and a.id = nullif(r.key, '')::uuid
            )
        end,
        r.currency,
        r.is_total,
        r.spend,
        r.credits
    from rows as r
    order by r.currency, r.is_total, r.key;
end
$$;
comment on function private.attribution_report(uuid, date, date, text[], text) is
'Body of public.attribution_report.';

create function public.attribution_report(
    workspace_id uuid,
    since date,
    until date,
    models text[] default null,
    by text default 'channel'
)
returns table (
    key text, name text, currency text, is_total boolean, spend numeric, credits jsonb
)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select * from private.attribution_report(
        attribution_report.workspace_id, since, until, models, by
    );
end
$$;
comment on function public.attribution_report(uuid, date, date, text[], text) is
'What each channel, campaign or ad has earned by each model, beside what ad platforms claim '
'(model platform) and what they were paid: orders, revenue, refunds, net revenue and ROAS of some '
'UTC days, both included; all models unless named. One row per key and currency, and one per '
'currency with is_total. Each model''s total is the same: what was sold. For viewers. Raises '
'PT401, PT404, PT422.';

create function private.attribution_paths(
    workspace uuid, since date, until date, max integer
)
returns table (path text[], currency text, orders bigint, revenue numeric)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_attribution_days(since, until);
    if attribution_paths.max is null or attribution_paths.max not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = 'max must be between 1 and 100.',
            detail = format('max: %s', attribution_paths.max),
            hint = 'The commonest paths come first: 20 say most.';
    end if;
    return query
    select o.path, o.currency, count(*), sum(o.revenue)
    from private.attribution_orders as o
    where
        o.workspace_id = workspace
        and o.sold_at >= since::timestamp at time zone 'UTC'
        and o.sold_at < (until + 1)::timestamp at time zone 'UTC'
    group by o.path, o.currency
    order by count(*) desc, o.path, o.currency
    limit attribution_paths.max;
end
$$;
comment on function private.attribution_paths(uuid, date, date, integer) is
'Body of public.attribution_paths.';

create function public.attribution_paths(
    workspace_id uuid, since date, until date, max integer default 20
)
returns table (path text[], currency text, orders bigint, revenue numeric)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query
    select * from private.attribution_paths(attribution_paths.workspace_id, since, until, max);
end
$$;
comment on function public.attribution_paths(uuid, date, date, integer) is
'The commonest paths to an order, as channels from first to last, with their orders and what they '
'sold before refunds; of some UTC days, both included. For viewers. Raises PT401, PT404, PT422.';

create function private.order_attribution(order_id uuid)
returns table (
    place integer,
    event_id uuid,
    touched_at timestamptz,
    event_type text,
    channel text,
    source text,
    medium text,
    platform text,
    campaign_id uuid,
    ad_id uuid,
    currency text,
    shares jsonb,
    amounts jsonb
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    workspace constant uuid := (
        select o.workspace_id from public.orders as o where o.id = order_attribution.order_id
    );
begin
    -- A stranger cannot tell a foreign order from one that does not exist.
    if workspace is null
        or not (
            private.is_service() or workspace = any (array(select private.workspace_ids('viewer')))
        )
    then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such order, or you are not a member of its workspace.',
            detail = format('order_id: %s', order_attribution.order_id),
            hint = 'Check the id.';
    end if;
    return query
    with sums as (
        select c.event_id, c.event_occurred_at, c.channel, c.currency, c.model,
            sum(c.share) as share, sum(c.amount) as amount,
            max(c.details ->> 'event_type') as event_type,
            max(c.source) as source, max(c.medium) as medium, max(c.platform) as platform,
            max(c.campaign_id::text)::uuid as campaign_id, max(c.ad_id::text)::uuid as ad_id
        from public.attribution_credits as c
        where c.workspace_id = workspace and c.order_id = order_attribution.order_id
        group by c.event_id, c.event_occurred_at, c.channel, c.currency, c.model
    )

    select
        row_number() over (
            partition by s.currency order by s.event_occurred_at, s.event_id
        )::integer,
        s.event_id, s.event_occurred_at, max(s.event_type), s.channel, max(s.source),
        max(s.medium), max(s.platform), max(s.campaign_id::text)::uuid,
        max(s.ad_id::text)::uuid, s.currency,
        jsonb_object_agg(s.model, s.share),
        jsonb_object_agg(s.model, s.amount)
    from sums as s
    where s.share <> 0 or s.amount <> 0
    group by s.event_id, s.event_occurred_at, s.channel, s.currency
    order by s.currency, s.event_occurred_at, s.event_id;
end
$$;
comment on function private.order_attribution(uuid) is 'Body of public.order_attribution.';

create function public.order_attribution(order_id uuid)
returns table (
    place integer,
    event_id uuid,
    touched_at timestamptz,
    event_type text,
    channel text,
    source text,
    medium text,
    platform text,
    campaign_id uuid,
    ad_id uuid,
    currency text,
    shares jsonb,
    amounts jsonb
)
language plpgsql
stable
set search_path = ''
as $$
begin
    return query select * from private.order_attribution(order_attribution.order_id);
end
$$;
comment on function public.order_attribution(uuid) is
'The touches of an order, first to last, each with its share and its part of the revenue less '
'refunds by every model that gives it one. An order that no touch explains has one row, without '
'event_id. For viewers. Raises PT401, PT404.';
