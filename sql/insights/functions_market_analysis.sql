-- insights: what competitor_analysis says, computed.

create function private.product_analyses(workspace uuid, at timestamptz)
returns table (product_id uuid, analysis jsonb, newest timestamptz)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    return query
    with prices as (
        select
            m.product_id,
            jsonb_agg(
                jsonb_build_object(
                    'competitor', m.competitor, 'price', m.price, 'currency', m.currency,
                    'state', m.state
                )
                order by m.state <> 'compared', m.price, m.competitor
            ) filter (where m.place <= 50) as competitors,
            jsonb_object_agg(m.competitor, m.observed_at) filter (where m.place <= 50) as observed
        from (
            select
                p.*,
                row_number() over (
                    partition by p.product_id order by p.state <> 'compared', p.price, p.competitor
                ) as place
            from private.market_prices(workspace, at) as p
        ) as m
        group by m.product_id
    ),

    moves as (
        select
            c.product_id,
            jsonb_agg(
                jsonb_build_object(
                    'competitor', c.competitor, 'up', c.up, 'down', c.down, 'led', c.led,
                    'followed', c.followed
                )
                order by c.competitor nulls first
            ) as changes
        from (
            select
                v.product_id,
                v.competitor,
                count(*) filter (where v.direction > 0) as up,
                count(*) filter (where v.direction < 0) as down,
                count(*) filter (where v.part = 'led') as led,
                count(*) filter (where v.part = 'followed') as followed
            from private.market_moves(workspace, at - interval '30 days') as v
            group by v.product_id, v.competitor
        ) as c
        group by c.product_id
    )

    select
        g.product_id,
        jsonb_build_object(
            'version', 1,
            'currency', g.currency,
            'price', g.price,
            'compared', g.competitors,
            'lowest', g.lowest,
            'median', g.median,
            'highest', g.highest,
            'lowest_competitor', g.lowest_competitor,
            'gap_to_lowest', g.gap_to_lowest,
            'gap_to_lowest_percent', g.gap_to_lowest_percent,
            'gap_to_median', g.gap_to_median,
            'gap_to_median_percent', g.gap_to_median_percent,
            'rank', g.rank,
            'competitors', p.competitors,
            'changes', coalesce(m.changes, '[]'::jsonb),
            'seen', jsonb_build_object('at', at, 'observed', p.observed)
        ),
        g.newest
    from private.market_gaps(workspace, at) as g
    join prices as p on p.product_id = g.product_id
    left join moves as m on m.product_id = g.product_id;
end
$$;
comment on function private.product_analyses(uuid, timestamptz) is
'The analysis of each product that competitors were seen with: {"version": 1, "currency", "price" '
'(ours), "compared" (how many competitors), "lowest", "median", "highest", "lowest_competitor", '
'"gap_to_lowest", "gap_to_lowest_percent", "gap_to_median", "gap_to_median_percent", "rank", '
'"competitors": [{"competitor", "price", "currency", "state"}] (the nearest 50), "changes" of 30 '
'days: [{"competitor" (null: ours), "up", "down", "led", "followed"}], "seen": {"at", "observed": '
'{competitor: when}}}. All but "seen" changes only when the market does.';

create function private.market_analysis(workspace uuid, at timestamptz) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
    answer jsonb;
begin
    with weights as (
        select b.product_id, b.currency, sum(b.net_revenue) as revenue
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.date > at::date - 90
            and b.product_id is not null
        group by b.product_id, b.currency
        having sum(b.net_revenue) > 0
    ),

    gaps as materialized (
        select g.*, coalesce(w.revenue, 0) as revenue
        from private.market_gaps(workspace, at) as g
        left join weights as w on w.product_id = g.product_id and w.currency = g.currency
    ),

    prices as materialized (
        select m.*, g.price as own_price, g.revenue, g.name
        from private.market_prices(workspace, at) as m
        join gaps as g on g.product_id = m.product_id
    ),

    moves as (
        select
            v.competitor,
            count(*) filter (where v.direction > 0) as up,
            count(*) filter (where v.direction < 0) as down,
            count(*) filter (where v.part = 'led') as led,
            count(*) filter (where v.part = 'followed') as followed
        from private.market_moves(workspace, at - interval '30 days') as v
        group by v.competitor
    ),

    rivals as (
        select
            p.currency,
            jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'competitor', p.competitor,
                    'products', p.products,
                    'cheaper', p.cheaper,
                    'dearer', p.dearer,
                    'index', p.jevons,
                    'weighted_index', p.weighted
                ))
                order by p.products desc, p.competitor
            ) filter (where p.place <= 100) as competitors
        from (
            select
                m.currency,
                m.competitor,
                count(*) as products,
                count(*) filter (where m.price < m.own_price) as cheaper,
                count(*) filter (where m.price > m.own_price) as dearer,
                private.price_index(array_agg(m.own_price / m.price), null) as jevons,
                private.price_index(array_agg(m.own_price / m.price), array_agg(m.revenue))
                as weighted,
                row_number() over (
                    partition by m.currency order by count(*) desc, m.competitor
                ) as place
            from prices as m
            where m.state = 'compared'
            group by m.currency, m.competitor
        ) as p
        group by p.currency
    ),

    widest as (
        select
            g.currency,
            jsonb_agg(
                jsonb_build_object(
                    'product_id', g.product_id, 'name', g.name, 'price', g.price,
                    'lowest', g.lowest, 'competitor', g.lowest_competitor,
                    'gap_to_lowest_percent', g.gap_to_lowest_percent
                )
                order by g.place
            ) as products
        from (
            select
                a.*,
                row_number() over (
                    partition by a.currency
                    order by abs(a.gap_to_lowest_percent) desc, a.name, a.product_id
                ) as place
            from gaps as a
            where a.competitors > 0 and a.gap_to_lowest <> 0
        ) as g
        where g.place <= 10
        group by g.currency
    ),

    currencies as (
        select
            g.currency,
            count(*) filter (where g.competitors > 0) as products,
            jsonb_strip_nulls(jsonb_build_object(
                'currency', g.currency,
                'products', count(*) filter (where g.competitors > 0),
                'cheapest', count(*) filter (where g.rank = 1),
                'dearest', count(*) filter (where g.price > g.highest),
                'index_to_median', private.price_index(
                    array_agg(g.price / g.median) filter (where g.competitors > 0), null
                ),
                'weighted_index_to_median', private.price_index(
                    array_agg(g.price / g.median) filter (where g.competitors > 0),
                    array_agg(g.revenue) filter (where g.competitors > 0)
                ),
                'index_to_lowest', private.price_index(
                    array_agg(g.price / g.lowest) filter (where g.competitors > 0), null
                ),
                'weighted_index_to_lowest', private.price_index(
                    array_agg(g.price / g.lowest) filter (where g.competitors > 0),
                    array_agg(g.revenue) filter (where g.competitors > 0)
                )
            )) as numbers
        from gaps as g
        group by g.currency
    ),

    stale as (
        select p.competitor, count(*) as products, max(p.observed_at) as newest
        from prices as p
        where p.state = 'stale'
        group by p.competitor
        order by count(*) desc, p.competitor
        limit 50
    )

    select jsonb_build_object(
        'version', 1,
        'fresh_days', private.fresh_days(workspace),
        'currencies', coalesce(
            (
                select jsonb_agg(
                    c.numbers || jsonb_build_object(
                        'competitors', coalesce(r.competitors, '[]'::jsonb),
                        'widest_gaps', coalesce(w.products, '[]'::jsonb)
                    )
                    order by c.products desc, c.currency
                )
                from currencies as c
                left join rivals as r on r.currency = c.currency
                left join widest as w on w.currency = c.currency
            ),
            '[]'::jsonb
        ),
        'changes', coalesce(
            (
                select jsonb_agg(to_jsonb(m) order by m.up + m.down desc, m.competitor nulls first)
                from (select * from moves order by up + down desc limit 100) as m
            ),
            '[]'::jsonb
        ),
        'stale', coalesce(
            (
                select jsonb_agg(to_jsonb(s) order by s.products desc, s.competitor) from stale as s
            ),
            '[]'::jsonb
        ),
        'seen', jsonb_build_object(
            'at', at, 'newest', (select max(p.observed_at) from prices as p)
        )
    )
    into answer
    where exists (select from gaps);
    return answer;
end
$$;
comment on function private.market_analysis(uuid, timestamptz) is
'The analysis of the whole assortment: {"version": 1, "fresh_days", "currencies": [{"currency", '
'"products" (compared), "cheapest" (nobody is cheaper), "dearest", "index_to_median", '
'"weighted_index_to_median", "index_to_lowest", "weighted_index_to_lowest" (private.price_index; '
'weights are the net revenue of 90 days), "competitors": [{"competitor", "products", "cheaper", '
'"dearer", "index", "weighted_index"}], "widest_gaps"}], "changes" of 30 days: [{"competitor" '
'(null: ours), "up", "down", "led", "followed"}], "stale": [{"competitor", "products", "newest"}], '
'"seen"}. Null without any price of a competitor.';

create function private.price_index(relatives numeric[], weights numeric[]) returns numeric
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
    return (
        select round(
            (100 * exp(sum(r.weight * ln(r.relative)) / nullif(sum(r.weight), 0)))::numeric, 2
        )
        from (
            select p.relative::float8 as relative, coalesce(p.weight, 1)::float8 as weight
            from unnest(relatives, coalesce(weights, '{}'::numeric[])) as p (relative, weight)
            where p.relative > 0
        ) as r
    );
end
$$;
comment on function private.price_index(numeric[], numeric[]) is
'The geometric mean of price relatives, ours over theirs, in percent: 104 says that we are 4 % '
'dearer. Without weights that of Jevons (1863); with weights the weighted geometric mean, which '
'does not depend on which side is the base, as the arithmetic mean does (ILO et al. 2004, Consumer '
'Price Index Manual). Null where all weights are 0.';
