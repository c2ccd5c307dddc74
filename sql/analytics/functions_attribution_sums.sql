-- analytics: the sums of the ledger, the claims of ad platforms, and the marks of what changed.
--
-- security definer: the trigger functions, because nobody may write the sums, and whoever writes
-- orders and ad metrics may not write marks.

create function private.count_credits() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- The join leaves out a workspace that is being deleted.
    with changed as materialized (
        select
            c.workspace_id,
            c.model,
            (c.credited_at at time zone 'UTC')::date as date,
            c.currency,
            c.channel,
            coalesce(c.campaign_id::text, '') as campaign,
            coalesce(c.ad_id::text, '') as ad,
            sum(c.share) as orders,
            sum(c.amount) filter (where c.fact = 'sale') as revenue,
            -sum(c.amount) filter (where c.fact = 'refund') as refunds
        from changed_credits as c
        join public.workspaces as w on w.id = c.workspace_id
        group by 1, 2, 3, 4, 5, 6, 7
    ),

    keyed as (
        select
            c.workspace_id,
            d.dimension,
            c.model,
            c.date,
            c.currency,
            d.key,
            sum(c.orders) * sign.factor as orders,
            coalesce(sum(c.revenue), 0) * sign.factor as revenue,
            coalesce(sum(c.refunds), 0) * sign.factor as refunds
        from changed as c
        cross join lateral (
            values ('channel', c.channel), ('campaign', c.campaign), ('ad', c.ad)
        ) as d (dimension, key)
        cross join (select case tg_op when 'DELETE' then -1 else 1 end as factor) as sign
        group by c.workspace_id, d.dimension, c.model, c.date, c.currency, d.key, sign.factor
    ),

    -- In the order of their keys, so that two who write at once wait for each other at most.
    days as (
        insert into public.attribution_daily as t (
            workspace_id, dimension, model, date, currency, key, orders, revenue, refunds
        )
        select k.workspace_id, k.dimension, k.model, k.date, k.currency, k.key, k.orders,
            k.revenue, k.refunds
        from keyed as k
        order by k.workspace_id, k.dimension, k.model, k.date, k.currency, k.key
        on conflict on constraint attribution_daily_once do update
        set
            orders = t.orders + excluded.orders,
            revenue = t.revenue + excluded.revenue,
            refunds = t.refunds + excluded.refunds
    )

    insert into private.attribution_months as t (
        workspace_id, dimension, model, month, currency, key, orders, revenue, refunds
    )
    select k.workspace_id, k.dimension, k.model, date_trunc('month', k.date)::date, k.currency,
        k.key, sum(k.orders), sum(k.revenue), sum(k.refunds)
    from keyed as k
    group by 1, 2, 3, 4, 5, 6
    order by 1, 2, 3, 4, 5, 6
    on conflict on constraint attribution_months_once do update
    set
        orders = t.orders + excluded.orders,
        revenue = t.revenue + excluded.revenue,
        refunds = t.refunds + excluded.refunds;
    return null;
end
$$;
comment on function private.count_credits() is
'Trigger of attribution_credits, per statement, with the rows as changed_credits: keeps '
'attribution_daily and attribution_months in step with the ledger.';

create function private.sum_claims(workspace uuid, days date[]) returns void
language plpgsql
set search_path = ''
as $$
begin
    delete from public.attribution_daily as d
    where d.workspace_id = workspace and d.model = 'platform' and d.date = any (days);
    insert into public.attribution_daily (
        workspace_id, dimension, model, date, currency, key, orders, revenue, spend
    )
    select workspace, d.dimension, 'platform', m.date, m.currency, d.key,
        sum(m.conversions), sum(m.revenue), sum(m.spend)
    from public.ad_metrics as m
    join public.ads as a on a.workspace_id = workspace and a.id = m.ad_id
    join public.ad_sets as s on s.workspace_id = workspace and s.id = a.ad_set_id
    left join public.ad_campaigns as c
        on c.workspace_id = workspace and c.campaign_id = s.campaign_id
    left join public.ad_accounts as o on o.workspace_id = workspace and o.id = c.ad_account_id
    cross join lateral (
        values
        ('channel', coalesce(o.platform, 'other')),
        ('campaign', s.campaign_id::text),
        ('ad', a.id::text)
    ) as d (dimension, key)
    where m.workspace_id = workspace and m.date = any (days)
    group by d.dimension, m.date, m.currency, d.key;

    delete from private.attribution_months as t
    where
        t.workspace_id = workspace
        and t.model = 'platform'
        and t.month in (select date_trunc('month', d)::date from unnest(days) as d);
    insert into private.attribution_months (
        workspace_id, dimension, model, month, currency, key, orders, revenue, spend
    )
    select workspace, d.dimension, 'platform', m.month, d.currency, d.key,
        sum(d.orders), sum(d.revenue), sum(d.spend)
    from (select distinct date_trunc('month', d)::date as month from unnest(days) as d) as m
    join public.attribution_daily as d
        on
            d.workspace_id = workspace
            and d.model = 'platform'
            and d.date >= m.month
            and d.date < m.month + interval '1 month'
    group by d.dimension, m.month, d.currency, d.key;
end
$$;
comment on function private.sum_claims(uuid, date[]) is
'Sums up what ad platforms report for some days: their conversions, revenue and spend, as model '
'platform in attribution_daily and attribution_months.';

-- marks -----------------------------------------------------------------------------------

create function private.note_attribution() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.attribution_marks (workspace_id, order_id)
    select a.workspace_id, a.order_id from added as a where a.order_id is not null;
    return null;
end
$$;
comment on function private.note_attribution() is
'Trigger of private.revenue_marks, per statement: what changes the revenue of an order changes its '
'credits.';

create function private.mark_buyer() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.attribution_marks (workspace_id, order_id)
    select w.id, new.id from public.workspaces as w where w.id = new.workspace_id;
    return null;
end
$$;
comment on function private.mark_buyer() is
'Trigger of orders: somebody else bought it, or the visitor is known now.';

create function private.mark_claims() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- The joins leave out a workspace that is being deleted.
    if tg_op = 'UPDATE' then
        insert into private.attribution_marks (workspace_id, day)
        select distinct c.workspace_id, c.date
        from replaced_metrics as c
        join public.workspaces as w on w.id = c.workspace_id
        except
        select c.workspace_id, c.date from changed_metrics as c;
    end if;
    insert into private.attribution_marks (workspace_id, day)
    select distinct c.workspace_id, c.date
    from changed_metrics as c
    join public.workspaces as w on w.id = c.workspace_id;
    return null;
end
$$;
comment on function private.mark_claims() is
'Trigger of ad_metrics, per statement, with the rows as changed_metrics, in an update those '
'before it as replaced_metrics: notes the days whose '
'claims have changed.';

create function private.mark_batches() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.attribution_marks (workspace_id, batch)
    select t.workspace_id, t.id
    from taken as t
    join public.workspaces as w on w.id = t.workspace_id;
    return null;
end
$$;
comment on function private.mark_batches() is
'Trigger of private.event_batches, per statement: what is rolled up may hold touches of orders '
'that have been attributed.';
