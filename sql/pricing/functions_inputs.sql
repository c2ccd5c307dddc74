-- pricing: everything that the engine is given about a product.
--
-- security definer: private.pricing_inputs, because it reads for workers what bounds and
-- forecasts are made of.

create function private.pricing_inputs(
    workspace uuid,
    products uuid[] default null,
    after uuid default null,
    most integer default 2000,
    seasons jsonb default null,
    only_ruled boolean default false
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    nil constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
    today constant date := (now() at time zone 'UTC')::date;
    setting constant public.pricing_settings := private.pricing_setting(workspace);
    known_seasons constant jsonb := coalesce(seasons, private.season_factors(workspace));
    market_days constant integer := coalesce(
        (
            select max(r.competitor_days)
            from public.price_rules as r
            where r.workspace_id = workspace and r.is_active
        ), 14
    );
    recent_since constant date := today - setting.recent_days;
    shop_fit public.price_elasticities;
    ids uuid[];
begin
    select f.* into shop_fit
    from public.price_elasticities as f
    where f.workspace_id = workspace and f.category is null and f.product_id is null
    order by f.fitted_at desc
    limit 1;
    -- The ids first: each of two simple plans is an index scan, one for both would not be.
    if products is null then
        ids := array(
            select p.id
            from public.products as p
            where p.workspace_id = workspace and p.is_active and p.id > coalesce(after, nil)
            order by p.id
            limit most
        );
    else
        ids := array(
            select distinct given.id
            from unnest(products) as given (id)
            where given.id > coalesce(after, nil)
            order by given.id
            limit most
        );
    end if;
    return (
        -- Everything of a product is looked up by an index that begins with the product, also
        -- where Postgres has no statistics of a table that was just filled: 'date + 0' and 'is not
        -- distinct from' keep it from indexes that would read the whole workspace each time (14 s
        -- for 1,000 products; so 0.1 s).
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'product_id', p.id,
                    'as_of', today,
                    'currency', p.currency,
                    'decimals', p.minor_units,
                    'category', p.category,
                    'current_price', p.current_price,
                    'base_price', p.base_price,
                    'base_cost', p.base_cost,
                    'low', b.low,
                    'high', b.high,
                    'rounding', coalesce(b.rounding, 'none'),
                    -- Who is to decide first decides later: it waits for the hour by itself.
                    'blocked', case
                        when
                            b.mode is distinct from 'automatic'
                            and b.blocked in ('quiet_hours', 'changes_used_up')
                            then null
                        else b.blocked
                    end,
                    'limits', coalesce(b.limits, '{}'),
                    'elasticity', jsonb_build_object(
                        'mean', fit.elasticity,
                        'sd', fit.standard_error,
                        'observations', fit.observations,
                        'source', fit.source
                    ),
                    'units', jsonb_build_object(
                        'recent', coalesce(sold.recent, 0),
                        'recent_days', setting.recent_days,
                        'recent_price', round(sold.recent_paid / nullif(sold.recent, 0), 2),
                        'total', coalesce(sold.total, 0),
                        'total_days', setting.sales_days,
                        'other_currency', coalesce(sold.other_currency, 0)
                    ),
                    'stock', case
                        when coalesce(p.tracks_stock, p.inventory_count <> 0)
                            then jsonb_build_object(
                                'count', p.inventory_count,
                                'reorder_point', p.reorder_point,
                                'lead_time_days',
                                coalesce(p.lead_time_days, setting.lead_time_days)
                            )
                    end,
                    'competitors', market.competitors,
                    'season', case
                        when season.factor is null
                            then '{"factor": 1, "source": "none"}'::jsonb
                        else jsonb_build_object('factor', season.factor, 'source', 'forecast')
                    end,
                    'mode', case
                        when b.mode = 'automatic' and rest.is_on then 'approve' else b.mode
                    end,
                    'explores', setting.explores,
                    'widest_interval', setting.widest_interval,
                    'is_holdout', private.is_held_out(workspace, p.id, b.holdout_share),
                    -- 53 bits: whoever reads JSON numbers as doubles reads the same seed.
                    'seed', hashtextextended(p.id::text || today::text, 0) & 9007199254740991
                )
                order by p.id
            ),
            '[]'::jsonb
        )
        from private.price_bounds(workspace, ids, clock_timestamp()) as b
        cross join lateral (
            select q.*, k.minor_units
            from public.products as q
            join public.currencies as k on k.code = q.currency
            where
                q.id = b.product_id
                and q.workspace_id is not distinct from workspace
                and q.is_active
            limit 1
        ) as p
        cross join lateral (
            select
                sum(r.units) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent,
                sum(r.units) filter (where r.currency = p.currency) as total,
                sum(r.units) filter (where r.currency <> p.currency) as other_currency,
                sum(r.net_revenue) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent_revenue,
                -- Returned units stay among the units, so refunds would make prices look lower.
                sum(r.revenue) filter (where r.currency = p.currency and r.date >= recent_since)
                as recent_paid
            from public.revenue_breakdown as r
            where
                r.workspace_id = workspace
                and r.product_id = p.id
                and r.date + 0 >= today - setting.sales_days
                and r.date + 0 < today
        ) as sold
        cross join lateral (
            select found.*
            from (
                (
                    select f.elasticity, f.standard_error, f.observations, 'product' as source,
                        1 as place
                    from public.price_elasticities as f
                    where f.workspace_id = workspace and f.product_id = p.id
                    order by f.fitted_at desc
                    limit 1
                )
                union all
                (
                    select f.elasticity, f.standard_error, f.observations, 'category', 2
                    from public.price_elasticities as f
                    where f.workspace_id = workspace and f.category = p.category
                    order by f.fitted_at desc
                    limit 1
                )
                union all
                select shop_fit.elasticity, shop_fit.standard_error, shop_fit.observations,
                    'workspace', 3
                union all
                -- Bijmolt, van Heerde, Pieters 2005, "New empirical generalizations on the
                -- determinants of price elasticity", Journal of Marketing Research 42(2): 1,851
                -- elasticities have the mean -2.62. The spread is ours, and wide: a product can
                -- lie anywhere from -5.9 to 0.6.
                select -2.62, 1.65, 0, 'literature', 4
            ) as found
            where found.standard_error is not null
            order by found.place
            limit 1
        ) as fit
        left join lateral (
            select jsonb_build_object(
                'lowest', min(latest.price),
                'median', percentile_cont(0.5) within group (order by latest.price),
                'count', count(*)
            ) as competitors
            from (
                select distinct on (c.competitor) c.price, c.in_stock, c.currency
                from public.competitor_prices as c
                where
                    c.workspace_id = workspace
                    and c.product_id = p.id
                    and c.observed_at > now() - make_interval(days => market_days)
                    and c.observed_at <= now()
                order by c.competitor, c.observed_at desc
            ) as latest
            where latest.currency = p.currency and latest.in_stock is not false and latest.price > 0
            having count(*) > 0
        ) as market on true
        left join lateral (
            select avg(r.predicted_revenue) as mean
            from public.revenue_predictions as r
            where
                r.workspace_id = workspace
                and r.product_id = p.id
                and r.currency = p.currency
                and r.horizon_days = 7
                and r.date between today and today + 6
                and r.predicted_on > today - 7
            group by r.predicted_on
            order by r.predicted_on desc
            limit 1
        ) as ahead on true
        cross join lateral (
            -- A person has taken a price of it back not long ago.
            select exists (
                select
                from public.price_recommendations as r
                where
                    r.workspace_id = workspace
                    and r.product_id = p.id
                    and r.status = 'rolled_back'
                    and r.rolled_back_at > now() - make_interval(days => setting.rest_days)
            ) as is_on
        ) as rest
        cross join lateral (
            select coalesce(
                private.season_factor(ahead.mean, sold.recent_revenue / setting.recent_days),
                (known_seasons -> p.currency -> 'categories' ->> p.category)::numeric,
                (known_seasons -> p.currency ->> 'all')::numeric
            ) as factor
        ) as season
        where b.mode is not null or not only_ruled
    );
end
$$;
comment on function private.pricing_inputs(uuid, uuid[], uuid, integer, jsonb, boolean) is
'Body of pricing_inputs. seasons: what private.season_factors gave before. only_ruled leaves out '
'products that no rule applies to.';

create function public.pricing_inputs(
    workspace uuid,
    products uuid[] default null,
    after uuid default null,
    most integer default 2000
)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select private.pricing_inputs(workspace, products, after, most)
$$;
comment on function public.pricing_inputs(uuid, uuid[], uuid, integer) is
'What the engine is given: an array with an object for each active product, in the order of their '
'ids, from the one that follows "after" on. Service key only.';
