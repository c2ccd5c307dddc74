-- insights: the series that trends are looked for in, and the trends that were found.

create function private.market_days(workspace uuid, out first_day date, out last_day date)
language sql
stable
set search_path = ''
as $$
    -- Whole UTC days: today is not over.
    select
        d.yesterday + 1 - coalesce(
            (
                select s.trend_days
                from public.market_settings as s
                where s.workspace_id = market_days.workspace
            ),
            84
        ),
        d.yesterday
    from (select (now() at time zone 'UTC')::date - 1 as yesterday) as d
$$;
comment on function private.market_days(uuid) is
'The window of market_trends: market_settings.trend_days whole days up to yesterday. The default '
'of 84 is twelve weeks, so that no weekday counts more than another.';

create function private.product_series(workspace uuid, since date, until date) returns jsonb
language sql
stable
set search_path = ''
as $$
    with sold as (
        select b.product_id, b.date, sum(b.units) as units
        from public.revenue_breakdown as b
        where
            b.workspace_id = product_series.workspace
            and b.date between since and until
            and b.product_id is not null
        group by b.product_id, b.date
    ),

    viewed as (
        select m.product_id, m.date, sum(m.views) as views
        from public.product_metrics as m
        where m.workspace_id = product_series.workspace and m.date between since and until
        group by m.product_id, m.date
    ),

    daily as (
        select
            coalesce(s.product_id, v.product_id) as product_id,
            coalesce(s.date, v.date) as date,
            coalesce(s.units, 0) as units,
            coalesce(v.views, 0) as views
        from sold as s
        full join viewed as v on v.product_id = s.product_id and v.date = s.date
    ),

    chosen as (
        select d.product_id, p.name, p.category, p.created_at
        from daily as d
        join public.products as p
            on p.workspace_id = product_series.workspace and p.id = d.product_id and p.is_active
        group by d.product_id, p.name, p.category, p.created_at
        order by sum(d.units) desc, sum(d.views) desc, d.product_id
        limit 500
    )

    select coalesce(jsonb_agg(to_jsonb(s) order by s.product_id), '[]'::jsonb)
    from (
        select
            c.product_id,
            c.name,
            c.category,
            (c.created_at at time zone 'UTC')::date as since,
            jsonb_agg(coalesce(d.units, 0) order by g.day) as units,
            jsonb_agg(coalesce(d.views, 0) order by g.day) as views
        from chosen as c
        cross join (
            select t.day::date as day
            from generate_series(since, until, interval '1 day') as t (day)
        ) as g
        left join daily as d on d.product_id = c.product_id and d.date = g.day
        group by c.product_id, c.name, c.category, c.created_at
    ) as s
$$;
comment on function private.product_series(uuid, date, date) is
'Units and views by day of the 500 active products that sold most, days without either as 0.';

create function private.search_series(workspace uuid, since date, until date) returns jsonb
language sql
stable
set search_path = ''
as $$
    with searches as (
        select
            (e.occurred_at at time zone 'UTC')::date as date,
            -- Google Analytics calls it search_term, Segment query; sites term and q.
            left(
                btrim(regexp_replace(
                    lower(coalesce(
                        e.properties ->> 'search_term', e.properties ->> 'query',
                        e.properties ->> 'term', e.properties ->> 'q'
                    )),
                    '\s+', ' ', 'g'
                )),
                100
            ) as term,
            e.quantity,
            coalesce(e.visitor_id, e.session_id, e.id::text) as visitor
        from public.events as e
        where
            e.workspace_id = search_series.workspace
            and e.event_type = 'search'
            and e.occurred_at >= since::timestamp at time zone 'UTC'
            and e.occurred_at < (until + 1)::timestamp at time zone 'UTC'
    ),

    -- What few looked for is nobody's business: it may be a name or an address.
    chosen as (
        select s.term
        from searches as s
        where s.term <> ''
        group by s.term
        having count(distinct s.visitor) >= 5
        order by sum(s.quantity) desc, s.term
        limit 200
    ),

    daily as (
        select s.term, s.date, sum(s.quantity) as searches
        from searches as s
        join chosen as c on c.term = s.term
        group by s.term, s.date
    )

    select coalesce(jsonb_agg(to_jsonb(t) order by t.term), '[]'::jsonb)
    from (
        select c.term, jsonb_agg(coalesce(d.searches, 0) order by g.day) as searches
        from chosen as c
        cross join (
            select t.day::date as day
            from generate_series(since, until, interval '1 day') as t (day)
        ) as g
        left join daily as d on d.term = c.term and d.date = g.day
        group by c.term
    ) as t
$$;
comment on function private.search_series(uuid, date, date) is
'Searches by day of the 200 commonest terms that at least five visitors looked for, counted from '
'events of type search; the term is in properties, as search_term, query, term or q.';

create function private.price_series(workspace uuid, since date, until date) returns jsonb
language sql
stable
set search_path = ''
as $$
    with seen as (
        select
            o.product_id,
            o.competitor,
            o.currency,
            o.category,
            o.day,
            o.price,
            lag(o.price) over one as before,
            lag(o.day) over one as day_before
        from (
            select distinct on (c.product_id, c.competitor, c.observed_at::date)
                c.product_id,
                c.competitor,
                c.currency,
                p.category,
                (c.observed_at at time zone 'UTC')::date as day,
                c.price
            from public.competitor_prices as c
            join public.products as p
                on p.workspace_id = c.workspace_id and p.id = c.product_id and p.is_active
            where
                c.workspace_id = price_series.workspace
                and c.currency = p.currency
                and c.price > 0
                and c.price < 'Infinity'
                and c.observed_at >= (since - 30)::timestamp at time zone 'UTC'
                and c.observed_at < (until + 1)::timestamp at time zone 'UTC'
            order by c.product_id, c.competitor, c.observed_at::date, c.observed_at desc
        ) as o
        window one as (partition by o.product_id, o.competitor order by o.day)
    ),

    -- The whole market and each category: a row without one counts for the whole alone.
    grouped as (
        select s.*, g.category as part
        from seen as s
        cross join lateral (
            select null::text as category
            union
            select s.category
        ) as g
    ),

    sizes as (
        select g.part, g.currency, count(distinct (g.product_id, g.competitor)) as series
        from grouped as g
        group by g.part, g.currency
        having count(distinct (g.product_id, g.competitor)) >= 2
        order by (g.part is null) desc, 3 desc, 1, 2
        limit 100
    ),

    steps as (
        select g.part, g.currency, g.day, sum(ln(g.price / g.before)::float8) as moved
        from grouped as g
        where g.before is not null and g.day >= since and g.price <> g.before
        group by g.part, g.currency, g.day
    )

    select coalesce(jsonb_agg(to_jsonb(i) order by i.category nulls first, i.currency), '[]'::jsonb)
    from (
        select
            d.part as category,
            d.currency,
            max(d.series) as series,
            jsonb_agg(round((100 * exp(d.moved))::numeric, 4) order by d.day) as index
        from (
            select
                z.part,
                z.currency,
                z.series,
                t.day::date as day,
                -- A series that nobody looked at on a day stands still: it is matched with itself.
                sum(coalesce(s.moved, 0) / z.series) over (
                    partition by z.part, z.currency order by t.day
                ) as moved
            from sizes as z
            cross join generate_series(since, until, interval '1 day') as t (day)
            left join steps as s
                on s.part is not distinct from z.part
                and s.currency = z.currency
                and s.day = t.day::date
        ) as d
        group by d.part, d.currency
    ) as i
$$;
comment on function private.price_series(uuid, date, date) is
'Indices of the prices of competitors by day, of the whole market and by category, from 100: '
'chained Jevons, so that who comes and goes does not move it.';

create function public.market_series(workspace uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
    select jsonb_build_object(
        'since', d.first_day,
        'until', d.last_day,
        'false_discovery_rate', coalesce(
            (
                select s.false_discovery_rate
                from public.market_settings as s
                where s.workspace_id = market_series.workspace
            ),
            0.05
        ),
        'products', private.product_series(market_series.workspace, d.first_day, d.last_day),
        'terms', private.search_series(market_series.workspace, d.first_day, d.last_day),
        'prices', private.price_series(market_series.workspace, d.first_day, d.last_day)
    )
    from private.market_days(market_series.workspace) as d
$$;
comment on function public.market_series(uuid) is
'For the job insights.analyse_market: what trends are looked for in, a number for each day: units '
'and views of products, searches of terms, indices of competitors'' prices.';

create function private.trend_signs(trends jsonb) returns jsonb
language sql
immutable
set search_path = ''
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_array(f -> 'kind', f -> 'key', f -> 'direction')
            order by f ->> 'kind', f ->> 'key'
        ),
        '[]'::jsonb
    )
    from jsonb_array_elements(
        case jsonb_typeof(trends -> 'found') when 'array' then trends -> 'found' else '[]' end
    ) as f
$$;
comment on function private.trend_signs(jsonb) is
'What rises and what falls, without the numbers, which are others every day.';

create function public.save_market_trends(workspace uuid, trends jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
    last_id uuid;
    last_trends jsonb;
    is_new boolean;
begin
    select t.id, t.trends into last_id, last_trends
    from public.market_trends as t
    where t.workspace_id = workspace and t.category is null
    order by t.detected_at desc
    limit 1;
    is_new := last_id is null
        or not coalesce(last_trends ? 'found', false)
        or private.trend_signs(last_trends) <> private.trend_signs(trends);
    if is_new then
        insert into public.market_trends (workspace_id, trends, observed_from, observed_until)
        values (
            workspace,
            trends,
            (trends ->> 'since')::timestamp at time zone 'UTC',
            ((trends ->> 'until')::date + 1)::timestamp at time zone 'UTC'
        );
    else
        update public.market_trends as t
        set
            trends = save_market_trends.trends,
            observed_from = (save_market_trends.trends ->> 'since')::timestamp at time zone 'UTC',
            observed_until = ((save_market_trends.trends ->> 'until')::date + 1)::timestamp
            at time zone 'UTC'
        where t.id = last_id;
    end if;
    return jsonb_build_object(
        'found', jsonb_array_length(trends -> 'found'), 'is_new', is_new
    );
end
$$;
comment on function public.save_market_trends(uuid, jsonb) is
'For the job insights.analyse_market: keeps {"version": 1, "since", "until", "tested", "untested" '
'(too little to tell), "false_discovery_rate", "found": [{"kind" (product_units, product_views, '
'search_term, market_prices), "key", "name", "category", "direction" (rising, falling), "p_value", '
'"q_value", "tau", "slope" (a day), "slope_low", "slope_high", "change_percent", "first_half", '
'"second_half"}]}. While the same things rise and fall, the newest row is brought up to date; else '
'there is a new one.';
