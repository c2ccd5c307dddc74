-- analytics: all numbers of a workspace at a glance, beside those of the period before.
--
-- security definer: private.dashboard_overview, so that the sums are read without a policy per
-- row once the caller is proved to be a viewer.

create function private.revenue_now(workspace uuid, since date, until date)
returns table (
    date date, currency text, revenue numeric, refunds numeric, orders_count bigint
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    marked date[];
begin
    if exists (select from private.revenue_marks as m where m.workspace_id = workspace) then
        select array_agg(found.day) into marked
        from (
            select m.day
            from private.revenue_marks as m
            where m.workspace_id = workspace and m.day between since and until
            union
            select d.day
            from private.revenue_days(
                workspace,
                array(
                    select m.order_id
                    from private.revenue_marks as m
                    where m.workspace_id = workspace and m.order_id is not null
                )
            ) as d
            where d.day between since and until
        ) as found;
        return query
        select
            f.day,
            f.currency,
            coalesce(sum(f.amount) filter (where f.kind = 'sale'), 0),
            coalesce(sum(f.amount) filter (where f.kind = 'refund'), 0),
            count(*) filter (where f.kind = 'sale')
        from private.revenue_facts(workspace, marked) as f
        group by f.day, f.currency;
    end if;
    return query
    select d.date, d.currency, d.revenue, d.refunds, d.orders_count
    from public.revenue_daily as d
    where
        d.workspace_id = workspace
        and d.date between since and until
        and (marked is null or d.date <> all (marked));
end
$$;
comment on function private.revenue_now(uuid, date, date) is
'Revenue by day and currency: revenue_daily, and from the orders themselves where a change has '
'not been rolled up yet.';

create function private.overview_numbers(
    workspace uuid, since date, until date, currency text, tail private.event_fact[]
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    traffic record;
    money record;
    spent numeric;
    ai_cost numeric;
begin
    select t.* into traffic from private.traffic_between(workspace, since, until, tail) as t;
    select
        coalesce(sum(r.orders_count), 0) as orders,
        coalesce(sum(r.revenue), 0) as revenue,
        coalesce(sum(r.refunds), 0) as refunds
    into money
    from private.revenue_now(workspace, since, until) as r
    where r.currency = overview_numbers.currency;
    select coalesce(sum(s.spend), 0) into spent
    from private.spend_between(workspace, since, until) as s
    where s.currency = overview_numbers.currency;
    select coalesce(sum(c.total_cost), 0) into ai_cost
    from public.ai_cost_tracking as c
    where c.workspace_id = workspace and c.date between since and until;
    return jsonb_build_object(
        'visitors', traffic.visitors,
        'sessions', traffic.sessions,
        'page_views', traffic.page_views,
        'bounce_rate', round(100 * traffic.bounces / nullif(traffic.sessions, 0), 2),
        'session_seconds', round(traffic.session_seconds / nullif(traffic.sessions, 0), 1),
        'conversions', traffic.conversions,
        'conversion_rate', round(100 * traffic.conversions / nullif(traffic.sessions, 0), 2),
        'orders', money.orders,
        'revenue', money.revenue,
        'refunds', money.refunds,
        'net_revenue', money.revenue - money.refunds,
        'average_order', round(money.revenue / nullif(money.orders, 0), 2),
        'ad_spend', spent,
        'roas', round(money.revenue / nullif(spent, 0), 2),
        'ai_cost_usd', ai_cost
    );
end
$$;
comment on function private.overview_numbers(
    uuid, date, date, text, private.event_fact[]
) is
'The numbers of dashboard_overview for one period, in one currency.';

create function private.other_currencies(
    workspace uuid, since date, until date, currency text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return coalesce(
        (
            select jsonb_agg(to_jsonb(o) order by o.currency)
            from (
                select
                    m.currency,
                    sum(m.orders) as orders,
                    sum(m.revenue) as revenue,
                    sum(m.refunds) as refunds,
                    sum(m.spend) as ad_spend
                from (
                    select
                        r.currency,
                        r.orders_count as orders,
                        r.revenue,
                        r.refunds,
                        0::numeric as spend
                    from private.revenue_now(workspace, since, until) as r
                    union all
                    select s.currency, 0, 0, 0, s.spend
                    from private.spend_between(workspace, since, until) as s
                ) as m
                where m.currency <> other_currencies.currency
                group by m.currency
            ) as o
        ),
        '[]'::jsonb
    );
end
$$;
comment on function private.other_currencies(uuid, date, date, text) is
'What came in and was spent in other currencies than the one a dashboard shows.';

create function private.dashboard_overview(
    workspace uuid, since date, until date, compare text, currency text
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
declare
    money text;
    choice text := private.comparison(compare);
    before record;
    tail private.event_fact[];
    numbers jsonb;
    numbers_before jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    money := private.dashboard_currency(workspace, currency);
    select b.* into before from private.period_before(since, until, choice) as b;
    tail := private.dashboard_tail(workspace);
    numbers := private.overview_numbers(workspace, since, until, money, tail);
    if choice <> 'none' then
        numbers_before := private.overview_numbers(
            workspace, before.before_since, before.before_until, money, tail
        );
    end if;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'before', case
            when choice <> 'none' then jsonb_build_object(
                'since', before.before_since, 'until', before.before_until
            )
        end,
        'currency', money,
        'numbers', (
            select
                jsonb_object_agg(
                    n.name,
                    case
                        when choice = 'none' then jsonb_build_object('now', n.value)
                        else jsonb_build_object(
                            'now', n.value,
                            'before', numbers_before -> n.name,
                            'change', private.change_percent(
                                (n.value #>> '{}')::numeric,
                                (numbers_before ->> n.name)::numeric
                            )
                        )
                    end
                )
            from jsonb_each(numbers) as n (name, value)
        ),
        'other_currencies', private.other_currencies(workspace, since, until, money)
    );
end
$$;
comment on function private.dashboard_overview(uuid, date, date, text, text) is
'The body of public.dashboard_overview.';

create function public.dashboard_overview(
    workspace_id uuid,
    since date default (now() at time zone 'UTC')::date - 29,
    until date default (now() at time zone 'UTC')::date,
    compare text default 'previous',
    currency text default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_overview(workspace_id, since, until, compare, currency);
end
$$;
comment on function public.dashboard_overview(uuid, date, date, text, text) is
'All numbers of a period of UTC days, both ends included: visitors, sessions, page views, bounce '
'rate, seconds a session, conversions, orders, revenue, refunds, ad spend, ROAS, AI cost (always '
'USD). Each as now, before and change in percent: compare is previous, year or none. Money is in '
'one currency, the workspace''s own where none is named; the others stand in other_currencies. '
'Rates are percentages of sessions. For viewers. Raises PT404 for a foreign workspace, PT422 for '
'a period, comparison or currency that is none.';
