-- analytics: what the ledger of attribution should say of an order.

create function private.order_facts(workspace uuid, orders uuid[])
returns table (
    order_id uuid, number bigint, fact text, moment timestamptz, currency text, amount numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with found as (
        select
            o.id, 'sale' as fact, coalesce(o.paid_at, o.ordered_at) as moment, o.currency,
            o.total_amount as amount
        from public.orders as o
        where
            o.workspace_id = workspace
            and o.id = any (orders)
            and o.status in ('paid', 'partially_refunded', 'refunded')
        union all
        select r.order_id, 'refund', r.refunded_at, r.currency, r.amount
        from public.refunds as r
        where r.workspace_id = workspace and r.order_id = any (orders) and r.status = 'succeeded'
        union all
        select
            p.order_id, 'refund', coalesce(p.refunded_at, p.created_at), p.currency,
            p.refunded_amount
        from public.payments as p
        where
            p.workspace_id = workspace
            and p.order_id = any (orders)
            and not exists (
                select
                from public.refunds as r
                where
                    r.workspace_id = workspace
                    and (r.payment_id = p.id or (r.payment_id is null and r.order_id = p.order_id))
            )
        union all
        select
            p.order_id, 'refund', coalesce(p.disputed_at, p.created_at), p.currency,
            p.disputed_amount
        from public.payments as p
        where p.workspace_id = workspace and p.order_id = any (orders)
        union all
        select
            o.id, 'refund', coalesce(o.refunded_at, o.ordered_at), o.currency, o.total_amount
        from public.orders as o
        where
            o.workspace_id = workspace
            and o.id = any (orders)
            and o.status = 'refunded'
            and not exists (
                select
                from public.refunds as r
                where r.workspace_id = workspace and r.order_id = o.id
            )
            and not exists (
                select
                from public.payments as p
                where p.workspace_id = workspace and p.order_id = o.id and p.refunded_amount > 0
            )
    )

    select
        f.id,
        row_number() over (
            partition by f.id order by f.fact = 'refund', f.moment, f.amount, f.currency
        ),
        f.fact,
        f.moment,
        f.currency,
        f.amount
    from found as f
    where f.fact = 'sale' or f.amount > 0;
end
$$;
comment on function private.order_facts(uuid, uuid[]) is
'The sale of each order and then its refunds, numbered: what private.revenue_facts says by day.';

create function private.order_journeys(workspace uuid, orders uuid[])
returns table (
    order_id uuid, customer_id uuid, ordered_at timestamptz, visitors text[]
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    look_back constant interval :=
        make_interval(days => (private.attribution_setting(workspace)).look_back_days);
begin
    return query
    with buyers as (
        select
            o.id,
            o.ordered_at,
            coalesce(o.customer_id, (array_agg(e.customer_id) filter (
                where e.customer_id is not null
            ))[1]) as customer_id,
            array_remove(
                array_agg(distinct e.visitor_id) || (o.attribution_data ->> 'visitor_id'), null
            ) as visitors,
            o.attribution_data ->> 'session_id' as session_id
        from public.orders as o
        left join public.events as e on e.workspace_id = workspace and e.order_id = o.id
        where o.workspace_id = workspace and o.id = any (orders)
        group by o.workspace_id, o.id
    )

    select
        b.id,
        b.customer_id,
        b.ordered_at,
        array(
            select v from unnest(b.visitors) as v
            union
            select e.visitor_id
            from public.events as e
            where
                e.workspace_id = workspace
                and e.customer_id = b.customer_id
                and e.visitor_id is not null
                and e.occurred_at between b.ordered_at - look_back
                and b.ordered_at + interval '1 day'
            union
            select e.visitor_id
            from public.events as e
            where
                b.visitors = '{}'
                and e.workspace_id = workspace
                and e.session_id = b.session_id
                and e.visitor_id is not null
                and e.occurred_at between b.ordered_at - interval '1 day' and b.ordered_at
            order by 1
        )
    from buyers as b;
end
$$;
comment on function private.order_journeys(uuid, uuid[]) is
'Who bought each order: the visitor whom its events or attribution_data name, or whose session '
'they name, and all visitors who were the same customer within the look-back window or a day '
'after the order.';

create function private.credits_due(
    workspace uuid, orders uuid[], setting public.attribution_settings
)
returns table (
    order_id uuid,
    model text,
    fact text,
    event_id uuid,
    event_occurred_at timestamptz,
    channel text,
    currency text,
    credited_at timestamptz,
    campaign_id uuid,
    component_id uuid,
    ad_id uuid,
    source text,
    medium text,
    platform text,
    details jsonb,
    share numeric,
    amount numeric
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with buyers as materialized (
        select a.id as order_id, a.customer_id, a.visitors, a.ordered_at, a.weights_at
        from private.attribution_orders as a
        where a.workspace_id = workspace and a.id = any (orders)
    ),

    known as (
        select
            t.*,
            b.order_id,
            extract(epoch from b.ordered_at - t.occurred_at)::numeric / 86400 as age
        from private.touches(
            workspace,
            array(
                select row(
                    b.order_id::text,
                    b.visitors,
                    b.customer_id,
                    b.ordered_at - make_interval(days => setting.look_back_days),
                    case
                        when setting.touches = 'clicks_and_views'
                            then b.ordered_at - make_interval(days => setting.view_through_days)
                    end,
                    b.ordered_at
                )::private.journey
                from buyers as b
            )
        ) as t
        join buyers as b on b.order_id::text = t.journey
    ),

    -- Months of events move out one day. What they explained, the ledger remembers.
    remembered as materialized (
        select c.order_id, c.event_id, c.event_occurred_at, c.channel, c.source, c.medium,
            c.platform, c.campaign_id, c.component_id, c.ad_id, c.details ->> 'event_type' as type
        from public.attribution_credits as c
        where
            c.workspace_id = workspace
            and c.order_id = any (orders)
            and c.model = 'linear'
            and c.event_id is not null
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        having sum(c.share) > 0
    ),

    moved_out as materialized (
        select distinct r.order_id
        from remembered as r
        where not exists (
            select
            from public.events as e
            where
                e.workspace_id = workspace
                and e.occurred_at = r.event_occurred_at
                and e.id = r.event_id
        )
    ),

    seen as (
        select k.order_id, k.place, k.event_id, k.occurred_at, k.channel, k.source, k.medium,
            k.platform, k.campaign_id, k.component_id, k.ad_id, k.age, k.event_type
        from known as k
        where k.order_id not in (select m.order_id from moved_out as m)
        union all
        select r.order_id,
            row_number() over (
                partition by r.order_id order by r.event_occurred_at, r.event_id
            ),
            r.event_id, r.event_occurred_at, r.channel, r.source, r.medium, r.platform,
            r.campaign_id, r.component_id, r.ad_id,
            extract(epoch from b.ordered_at - r.event_occurred_at)::numeric / 86400, r.type
        from remembered as r
        join moved_out as m using (order_id)
        join buyers as b using (order_id)
    ),

    -- What no touch explains is one place without an event.
    touches as materialized (
        select s.* from seen as s
        union all
        select b.order_id, 1, null, null, 'unattributed', null, null, null, null, null, null, 0,
            null
        from buyers as b
        where b.order_id not in (select s.order_id from seen as s)
    ),

    paths as (
        select
            t.order_id,
            array_agg(t.channel order by t.place) as channels,
            array_agg(t.age order by t.place) as ages
        from touches as t
        group by t.order_id
    ),

    facts as materialized (
        select f.*, 10 ^ least(2, c.minor_units)::numeric as per_unit
        from private.order_facts(workspace, orders) as f
        join public.currencies as c on c.code = f.currency
    ),

    totals as (
        select
            f.order_id,
            array_agg(f.fact order by f.number) as facts,
            array_agg(f.currency order by f.number) as currencies,
            array_agg(round(f.amount * f.per_unit) order by f.number) as units
        from facts as f
        group by f.order_id
    ),

    weights as (
        select
            p.order_id,
            m.model,
            private.touch_weights(
                m.model, p.channels, p.ages, setting,
                case when m.model in ('markov', 'shapley') then (
                    select jsonb_object_agg(w.channel, w.weight)
                    from public.attribution_models as w
                    where
                        w.workspace_id = workspace
                        and w.computed_at = b.weights_at
                        and w.model = m.model
                ) end
            ) as weights
        from paths as p
        join buyers as b using (order_id)
        cross join unnest(
            array['first_touch', 'last_touch', 'linear', 'time_decay', 'position_based']
            || case when b.weights_at is not null then array['markov', 'shapley'] end
        ) as m (model)
    ),

    -- Rows of a sale and of all refunds at one moment, by touch.
    parts as (
        select w.order_id, w.model, s.touch, f.fact, f.currency, f.moment,
            sum(s.units / f.per_unit) as amount
        from weights as w
        join totals as t using (order_id)
        cross join lateral private.spread(w.weights, t.facts, t.currencies, t.units) as s
        join facts as f on f.order_id = w.order_id and f.number = s.fact
        group by w.order_id, w.model, s.touch, f.fact, f.currency, f.moment
    ),

    shares as (
        select w.order_id, w.model, s.place, s.units / 1e8 as share
        from weights as w
        cross join lateral unnest(private.apportion(1e8, w.weights))
        with ordinality as s (units, place)
    )

    select
        p.order_id,
        p.model,
        p.fact,
        t.event_id,
        t.occurred_at,
        t.channel,
        p.currency,
        p.moment,
        t.campaign_id,
        t.component_id,
        t.ad_id,
        t.source,
        t.medium,
        t.platform,
        case
            when t.event_id is null then '{}'
            else jsonb_build_object('place', p.touch, 'event_type', t.event_type)
        end,
        case when p.fact = 'sale' then s.share else 0 end,
        p.amount
    from parts as p
    join touches as t on t.order_id = p.order_id and t.place = p.touch
    join shares as s on s.order_id = p.order_id and s.model = p.model and s.place = p.touch
    where p.fact = 'sale' or p.amount <> 0;
end
$$;
comment on function private.credits_due(uuid, uuid[], public.attribution_settings) is
'What the ledger should say of orders that private.attribution_orders knows: for each '
'model, fact and touch one row.';
