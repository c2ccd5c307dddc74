-- What `flywheel market` asks, as the operator.

-- name: import_prices
select public.import_competitor_prices(
    %(workspace)s::uuid, %(prices)s::jsonb, 'csv'
) as answer

-- name: market_workspaces
select unnest(public.market_workspaces()) as id

-- name: analyse_products
select public.analyse_products(%(workspace)s::uuid, %(after)s::uuid) as answer

-- name: analyse_market
select public.analyse_market(%(workspace)s::uuid) as answer

-- name: market_series
select public.market_series(%(workspace)s::uuid) as answer

-- name: save_market_trends
select public.save_market_trends(%(workspace)s::uuid, %(trends)s::jsonb) as answer

-- name: request_market_summaries
select public.request_market_summaries(%(workspace)s::uuid) as answer

-- name: competitor_gaps
select * from public.competitor_gaps(%(workspace)s::uuid, %(most)s::integer)

-- name: newest_analysis
select a.analysis, a.summary, a.summary_note
from public.competitor_analysis as a
where
    a.workspace_id = %(workspace)s::uuid
    and a.product_id is null
    and a.competitor is null
    and jsonb_typeof(a.analysis -> 'currencies') = 'array'
order by a.created_at desc
limit 1

-- name: newest_trends
select t.trends, t.summary, t.summary_note
from public.market_trends as t
where
    t.workspace_id = %(workspace)s::uuid
    and t.category is null
    and jsonb_typeof(t.trends -> 'found') = 'array'
order by t.detected_at desc
limit 1

-- name: list_feeds
select
    f.id, f.name, f.url, f.is_active, f.every_minutes, f.last_success_at, f.failures, f.last_error,
    f.last_result, f.next_fetch_at
from public.competitor_feeds as f
where f.workspace_id = %(workspace)s::uuid
order by f.name, f.id

-- name: request_feed_fetch
select public.request_feed_fetch(f.id) as job_id
from public.competitor_feeds as f
where f.workspace_id = %(workspace)s::uuid and %(feed)s in (f.id::text, f.name)
