-- analytics: attributing orders, a batch at a time.
--
-- security definer: private.attribute_orders, because nobody may change the ledger and its marks.

create function private.attribute(workspace uuid, orders uuid[]) returns integer
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    setting constant public.attribution_settings := private.attribution_setting(workspace);
    written integer;
begin
    -- An order keeps the weights by which it was credited first.
    insert into private.attribution_orders as a (
        workspace_id, id, customer_id, visitors, path, currency, revenue, ordered_at, sold_at,
        weights_at
    )
    select
        workspace,
        j.order_id,
        j.customer_id,
        j.visitors,
        '{}',
        o.currency,
        o.total_amount,
        o.ordered_at,
        f.sold_at,
        (
            select max(m.computed_at)
            from public.attribution_models as m
            where m.workspace_id = workspace
        )
    from private.order_journeys(workspace, orders) as j
    join public.orders as o on o.workspace_id = workspace and o.id = j.order_id
    left join (
        select f.order_id, max(f.moment) filter (where f.fact = 'sale') as sold_at
        from private.order_facts(workspace, orders) as f
        group by f.order_id
    ) as f on f.order_id = o.id
    where
        f.order_id is not null
        or exists (
            select
            from private.attribution_orders as k
            where k.workspace_id = workspace and k.id = o.id
        )
    on conflict (workspace_id, id) do update
    set
        customer_id = excluded.customer_id,
        visitors = excluded.visitors,
        currency = excluded.currency,
        revenue = excluded.revenue,
        ordered_at = excluded.ordered_at,
        sold_at = excluded.sold_at,
        weights_at = coalesce(a.weights_at, excluded.weights_at),
        revision = a.revision + 1,
        attributed_at = now();

    with due as materialized (
        select * from private.credits_due(workspace, orders, setting)
    ),

    held as materialized (
        select c.order_id, c.model, c.fact, c.event_id, c.event_occurred_at, c.channel, c.currency,
            c.credited_at, c.campaign_id, c.component_id, c.ad_id, c.source, c.medium, c.platform,
            c.details, c.share, c.amount
        from public.attribution_credits as c
        where c.workspace_id = workspace and c.order_id = any (orders)
    ),

    -- Every row with its sign: what is due, less what is there.
    signed as (
        select d.*, 1 as sign from due as d
        union all
        select h.*, -1 as sign from held as h
    ),

    missing as (
        select
            s.order_id,
            s.model,
            s.fact,
            s.event_id,
            s.event_occurred_at,
            s.channel,
            s.currency,
            s.credited_at,
            min(s.campaign_id::text)::uuid as campaign_id,
            min(s.component_id::text)::uuid as component_id,
            min(s.ad_id::text)::uuid as ad_id,
            min(s.source) as source,
            min(s.medium) as medium,
            min(s.platform) as platform,
            coalesce(
                (array_agg(s.details) filter (where s.sign = 1))[1],
                (array_agg(s.details))[1]
            ) as details,
            sum(s.sign * s.share) as share,
            sum(s.sign * s.amount) as amount
        from signed as s
        group by s.order_id, s.model, s.fact, s.event_id, s.event_occurred_at, s.channel,
            s.currency, s.credited_at
    ),

    walked as (
        update private.attribution_orders as a
        set path = coalesce(
            (
                select array_agg(d.channel order by (d.details ->> 'place')::integer)
                from due as d
                where d.order_id = a.id and d.model = 'linear' and d.fact = 'sale'
            ),
            '{}'
        )
        where a.workspace_id = workspace and a.id = any (orders)
    ),

    -- What a model has credited before: its sale, and the moments of its refunds.
    past as (
        select distinct h.order_id, h.model, h.fact, h.currency,
            case when h.fact = 'refund' then h.credited_at end as moment
        from held as h
    )

    insert into public.attribution_credits (
        workspace_id, order_id, campaign_id, component_id, ad_id, event_id, event_occurred_at,
        model, reason, fact, channel, source, medium, platform, share, amount, currency, revision,
        details, credited_at
    )
    select
        workspace, m.order_id, m.campaign_id, m.component_id, m.ad_id, m.event_id,
        m.event_occurred_at, m.model,
        case when p.order_id is null then m.fact else 'correction' end,
        m.fact, m.channel, m.source, m.medium, m.platform, m.share, m.amount, m.currency,
        a.revision, m.details, m.credited_at
    from missing as m
    join private.attribution_orders as a on a.workspace_id = workspace and a.id = m.order_id
    left join past as p
        on
            p.order_id = m.order_id
            and p.model = m.model
            and p.fact = m.fact
            and p.currency = m.currency
            and p.moment is not distinct from
            case when m.fact = 'refund' then m.credited_at end
    where m.share <> 0 or m.amount <> 0;
    get diagnostics written = row_count;
    return written;
end
$$;
comment on function private.attribute(uuid, uuid[]) is
'Writes into the ledger what is missing there of some orders, and returns how many rows that were. '
'What was never credited is a sale or refund, every other difference a correction of its day.';

create function private.touched_orders(workspace uuid, batches bigint[]) returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
declare
    look_back constant interval :=
        make_interval(days => (private.attribution_setting(workspace)).look_back_days);
begin
    return array(
        with arrived as materialized (
            select e.visitor_id, e.customer_id, e.order_id, e.occurred_at
            from public.events as e
            where e.batch = any (batches) and e.workspace_id = workspace
        )

        -- What just happened is after almost all orders: few are left to look at.
        select a.id
        from private.attribution_orders as a
        cross join unnest(a.visitors) as v (visitor_id)
        join arrived as e on e.visitor_id = v.visitor_id
        where
            a.workspace_id = workspace
            and a.ordered_at >= (select min(r.occurred_at) from arrived as r)
            and e.occurred_at between a.ordered_at - look_back and a.ordered_at
        union
        select a.id
        from private.attribution_orders as a
        join arrived as e on e.customer_id = a.customer_id
        where
            a.workspace_id = workspace
            and a.ordered_at >= (select min(r.occurred_at) - interval '1 day' from arrived as r)
            and e.occurred_at between a.ordered_at - look_back
            and a.ordered_at + interval '1 day'
            and (e.visitor_id is null or e.visitor_id <> all (a.visitors))
        union
        select a.id
        from private.attribution_orders as a
        join arrived as e on e.order_id = a.id
        where
            a.workspace_id = workspace
            and (
                e.visitor_id <> all (a.visitors)
                or (a.customer_id is null and e.customer_id is not null)
            )
    );
end
$$;
comment on function private.touched_orders(uuid, bigint[]) is
'Attributed orders to which some batches of events add a touch, or tell who bought them.';

create function private.attribute_orders(workspace uuid, at_most integer) returns integer
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    marked uuid := (
        select m.workspace_id
        from private.attribution_marks as m
        where attribute_orders.workspace is null or m.workspace_id = attribute_orders.workspace
        order by m.id
        limit 1
    );
    orders uuid[];
    batches bigint[];
    days date[];
    taken integer;
begin
    if marked is null then
        return 0;
    end if;
    -- One at a time, so that the later one does not write what the earlier one saw. Each of the
    -- statements below sees what was committed before it: all that the marks are about.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.attribution ' || marked, 0));
    with gone as (
        delete from private.attribution_marks as m
        where
            m.workspace_id = marked
            and m.id in (
                select n.id
                from private.attribution_marks as n
                where n.workspace_id = marked
                order by n.id
                limit at_most
            )
        returning m.order_id, m.batch, m.day
    )

    select
        array_agg(distinct g.order_id) filter (where g.order_id is not null),
        array_agg(distinct g.batch) filter (where g.batch is not null),
        array_agg(distinct g.day) filter (where g.day is not null),
        count(*)
    into orders, batches, days, taken
    from gone as g;
    if batches is not null then
        orders := coalesce(orders, '{}') || private.touched_orders(marked, batches);
    end if;
    if orders <> '{}' then
        perform private.attribute(marked, orders);
    end if;
    if days is not null then
        perform private.sum_claims(marked, days);
    end if;
    return taken;
end
$$;
comment on function private.attribute_orders(uuid, integer) is 'Body of public.attribute_orders.';

create function public.attribute_orders(workspace uuid default null, at_most integer default 500)
returns integer
language plpgsql
set search_path = ''
as $$
begin
    if coalesce(at_most, 0) not between 1 and 10000 then
        raise exception using
            errcode = 'PT422',
            message = 'at_most must be between 1 and 10000.',
            detail = format('at_most: %s', at_most),
            hint = 'Call again for more: 0 says that nothing is left.';
    end if;
    return private.attribute_orders(workspace, at_most);
end
$$;
comment on function public.attribute_orders(uuid, integer) is
'Attributes orders that were touched since the last time, of one workspace: the one given, or the '
'one that waits longest. Returns how many marks it worked off; 0 says that none are left. For '
'workers: the job analytics.attribute; safe to repeat, and while orders come in. Raises PT422.';
