-- analytics: numbers over time, beside those of the period before.
--
-- security definer: private.dashboard_series, so that the sums are read without a policy per row
-- once the caller is proved to be a viewer.

create function private.series_buckets(
    workspace uuid,
    since date,
    until date,
    grain text,
    currency text,
    metrics text[],
    tail private.event_fact[]
)
returns table (place bigint, at timestamp, numbers jsonb)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with buckets as (
        select b.at
        from generate_series(
            date_trunc(grain, since::timestamp),
            until + time '23:00',
            ('1 ' || grain)::interval
        ) as b (at)
    ),

    traffic as (
        select t.*
        from private.traffic_by(
            workspace, since, until, grain, tail, 'visitors' = any (metrics)
        ) as t
    ),

    money as (
        select
            date_trunc(grain, r.date::timestamp) as at,
            sum(r.orders_count) as orders,
            sum(r.revenue) as revenue,
            sum(r.refunds) as refunds
        from private.revenue_now(workspace, since, until) as r
        where
            r.currency = series_buckets.currency
            and metrics && array['orders', 'revenue', 'refunds', 'net_revenue']
        group by 1
    ),

    spent as (
        select date_trunc(grain, s.date::timestamp) as at, sum(s.spend) as spend
        from private.spend_by_day(workspace, since, until) as s
        where s.currency = series_buckets.currency and 'ad_spend' = any (metrics)
        group by 1
    )

    select
        row_number() over (order by b.at),
        b.at,
        (
            select jsonb_object_agg(m.name, m.value)
            from (
                values
                ('visitors', coalesce(t.visitors, 0)),
                ('sessions', coalesce(t.sessions, 0)),
                ('page_views', coalesce(t.page_views, 0)),
                ('conversions', coalesce(t.conversions, 0)),
                ('bounce_rate', coalesce(round(100 * t.bounces / nullif(t.sessions, 0), 2), 0)),
                (
                    'conversion_rate',
                    coalesce(round(100 * t.conversions / nullif(t.sessions, 0), 2), 0)
                ),
                ('orders', coalesce(m.orders, 0)),
                ('revenue', coalesce(m.revenue, 0)),
                ('refunds', coalesce(m.refunds, 0)),
                ('net_revenue', coalesce(m.revenue - m.refunds, 0)),
                ('ad_spend', coalesce(s.spend, 0))
            ) as m (name, value)
            where m.name = any (metrics)
        )
    from buckets as b
    left join traffic as t on t.at = b.at
    left join money as m on m.at = b.at
    left join spent as s on s.at = b.at;
end
$$;
comment on function private.series_buckets(
    uuid, date, date, text, text, text[], private.event_fact[]
) is
'The buckets of a period in order, each with the metrics asked for: zero where nothing happened.';

create function private.dashboard_series(
    workspace uuid,
    metrics text[],
    since date,
    until date,
    grain text,
    compare text,
    currency text
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
declare
    by_hour constant text[] := array[
        'visitors', 'sessions', 'page_views', 'conversions', 'conversion_rate'
    ];
    by_day constant text[] := by_hour
        || array['bounce_rate', 'orders', 'revenue', 'refunds', 'net_revenue', 'ad_spend'];
    money text;
    choice text := private.comparison(compare);
    before record;
    tail private.event_fact[];
    metric text;
    points jsonb;
begin
    perform private.require_role(workspace, 'viewer');
    perform private.check_period(since, until);
    perform private.check_choice('grain', grain, array['hour', 'day', 'week', 'month']);
    foreach metric in array coalesce(nullif(metrics, '{}'), array[null]::text[]) loop
        perform private.check_choice(
            case grain when 'hour' then 'metric by the hour' else 'metric' end,
            metric,
            case grain when 'hour' then by_hour else by_day end
        );
    end loop;
    if grain = 'hour' and until - since > 91 then
        raise exception using
            errcode = 'PT422',
            message = 'This period is too long to be shown by the hour.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Ask for at most 92 days, or by the day.';
    end if;
    money := private.dashboard_currency(workspace, currency);
    tail := private.dashboard_tail(workspace);
    select b.* into before from private.period_before(since, until, choice) as b;
    select
        jsonb_agg(
            jsonb_build_object('at', n.at at time zone 'UTC') || n.numbers
            || case
                when choice = 'none' then '{}'::jsonb
                else jsonb_build_object(
                    'before', jsonb_build_object('at', b.at at time zone 'UTC') || b.numbers
                )
            end
            order by n.place
        ) into points
    from private.series_buckets(
        workspace, since, until, grain, money, metrics, tail
    ) as n
    left join private.series_buckets(
        workspace, before.before_since, before.before_until, grain, money, metrics, tail
    ) as b
        on b.place = n.place;
    return jsonb_build_object(
        'since', since,
        'until', until,
        'before', case
            when choice <> 'none' then jsonb_build_object(
                'since', before.before_since, 'until', before.before_until
            )
        end,
        'grain', grain,
        'currency', money,
        'points', points
    );
end
$$;
comment on function private.dashboard_series(uuid, text[], date, date, text, text, text) is
'The body of public.dashboard_series.';

create function public.dashboard_series(
    workspace_id uuid,
    metrics text[] default array['visitors', 'page_views', 'net_revenue'],
    since date default (now() at time zone 'UTC')::date - 29,
    until date default (now() at time zone 'UTC')::date,
    grain text default 'day',
    compare text default 'none',
    currency text default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return private.dashboard_series(
        workspace_id, metrics, since, until, grain, compare, currency
    );
end
$$;
comment on function public.dashboard_series(uuid, text[], date, date, text, text, text) is
'Metrics of a period of UTC days by hour, day, week (from Monday) or month: points in order, zero '
'where nothing happened. Each names its beginning (at), and its metrics; with compare (previous, '
'year) also before, the point at the same place of the other period. Metrics are visitors, '
'sessions, page_views, conversions, conversion_rate, and by the day or longer bounce_rate, orders, '
'revenue, refunds, net_revenue, ad_spend. For viewers. Raises PT404 for a foreign workspace, PT422 '
'for what is unknown, and for more than 92 days by the hour.';
