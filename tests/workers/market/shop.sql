-- A shop for the tests of the market.

-- name: stand_above_roles
select set_config('request.jwt.claims', '{"role": "service_role"}', false)

-- name: owner
insert into auth.users (id, email, email_confirmed_at)
values ('00000000-0000-4000-8000-00000000feed', 'market@example.com', now())

-- name: shop
insert into public.workspaces (id, name, slug, owner_id)
values (%(shop)s, 'Market', 'market', '00000000-0000-4000-8000-00000000feed')

-- name: product
insert into public.products (
    id, workspace_id, name, category, base_price, current_price, currency, created_at
)
values (
    %(id)s, %(shop)s, %(name)s, %(category)s, %(price)s, %(price)s, %(currency)s,
    now() - interval '200 days'
)

-- name: price
insert into public.competitor_prices (
    workspace_id, product_id, competitor, price, currency, in_stock, observed_at
)
values (
    %(shop)s, %(product)s, %(competitor)s, %(price)s, %(currency)s, %(in_stock)s, %(at)s
)

-- name: sale
insert into public.revenue_breakdown (workspace_id, product_id, date, currency, units, revenue)
values (%(shop)s, %(product)s, %(date)s, %(currency)s, %(units)s, %(revenue)s)

-- name: search
insert into public.events (
    workspace_id, batch, event_type, visitor_id, quantity, properties, occurred_at
)
values (
    %(shop)s, private.open_batch(%(shop)s), 'search', %(visitor)s, %(quantity)s,
    %(properties)s::jsonb, %(at)s
)

-- name: business
insert into public.businesses (
    workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (%(shop)s, 'Souk', 'Retail', 'Shop', 'Dates', 'Dates of the oasis.')

-- name: summaries_on
insert into public.market_settings (workspace_id, writes_summaries) values (%(shop)s, true)

-- name: budget
update public.ai_budgets set cap = 0.000001, is_default = false where workspace_id = %(shop)s

-- name: small_budget
insert into public.ai_budgets (workspace_id, period, cap, slots)
values (%(shop)s, 'day', %(cap)s, 1)
on conflict on constraint ai_budgets_once do update set cap = excluded.cap

-- name: request_analysis
select public.request_market_analysis(%(shop)s) as id

-- name: analyse
select public.analyse_market(%(shop)s) as answer

-- name: series
select public.market_series(%(shop)s) as answer

-- name: waiting
select count(*) as waiting
from jobs.job_queue as q
where q.job_type = any(%(types)s)

-- name: failures
select a.job_type, a.error_message
from jobs.job_archive as a
where a.status <> 'completed'

-- name: analyses
select a.product_id, a.analysis, a.summary, a.summary_note, a.generation_id
from public.competitor_analysis as a
where a.workspace_id = %(shop)s
order by a.created_at, a.product_id

-- name: trends
select t.trends, t.summary, t.summary_note, t.generation_id
from public.market_trends as t
where t.workspace_id = %(shop)s
order by t.detected_at

-- name: gaps
select * from public.competitor_gaps(%(shop)s, 5000)

-- name: generations
select g.id, g.generation_type, g.status, g.prompt_text, g.cost
from public.ai_generations as g
where g.workspace_id = %(shop)s

-- name: reservations
select r.status, r.cost from public.ai_reservations as r where r.workspace_id = %(shop)s

-- name: feed
insert into public.competitor_feeds (
    id, workspace_id, name, url, format, mapping, competitor, currency, items
)
values (
    %(id)s, %(shop)s, 'Acme', %(url)s, %(format)s, %(mapping)s::jsonb, 'Acme', 'SAR', %(items)s
)

-- name: feeds
select
    f.etag, f.failures, f.last_status, f.last_error, f.last_result,
    f.last_success_at is not null as succeeded, f.next_fetch_at > now() as waits
from public.competitor_feeds as f

-- name: prices
select c.competitor, c.price, c.currency, c.source
from public.competitor_prices as c
where c.workspace_id = %(shop)s
order by c.competitor, c.price

-- name: rejects
select r.code, r.feed_id is not null as of_feed
from public.competitor_price_rejects as r
order by r.place

-- name: alerts
select a.type, a.status, a.description from public.security_alerts as a order by a.created_at
