-- The data of `flywheel bench load`: copied past triggers, each step one transaction with its mark.

-- name: make_marks
create schema if not exists bench

-- name: make_steps
create table if not exists bench.steps (
    step text primary key,
    done_at timestamptz not null default now()
)

-- name: done_steps
select s.step from bench.steps as s

-- name: mark
insert into bench.steps (step) values (%(step)s)

-- name: skip_triggers
set session_replication_role = replica

-- name: heed_triggers
set session_replication_role = origin

-- name: users
copy auth.users (id, aud, role, email, email_confirmed_at, created_at) from stdin

-- name: profiles
copy public.profiles (id, full_name, created_at) from stdin

-- name: workspaces
copy public.workspaces (id, owner_id, name, slug, created_at) from stdin

-- name: members
copy public.workspace_members (id, workspace_id, user_id, role, created_at) from stdin

-- name: products
copy public.products (
    id, workspace_id, name, description, category, tags, base_price, current_price, currency,
    created_at
) from stdin

-- name: campaigns
copy public.campaigns (
    id, workspace_id, name, description, currency, status, created_at
) from stdin

-- name: components
copy public.campaign_components (
    id, workspace_id, campaign_id, name, component_type, sort_order
) from stdin

-- name: ad_accounts
copy public.ad_accounts (id, workspace_id, platform, account_id, currency) from stdin

-- name: ad_sets
copy public.ad_sets (id, workspace_id, campaign_id, name, currency, status) from stdin

-- name: ads
copy public.ads (id, workspace_id, ad_set_id, name, status) from stdin

-- name: ad_metrics
copy public.ad_metrics (
    workspace_id, ad_id, date, currency, impressions, clicks, spend, conversions, revenue
) from stdin

-- name: customers
copy public.customers (id, workspace_id, email, created_at) from stdin

-- name: orders
copy public.orders (
    id, workspace_id, customer_id, total_amount, currency, attribution_data, status, ordered_at,
    paid_at, created_at, refunded_at
) from stdin

-- name: order_items
copy public.order_items (
    id, workspace_id, order_id, product_id, product_name, quantity, unit_price, currency,
    created_at
) from stdin

-- name: payments
copy public.payments (
    id, workspace_id, order_id, customer_id, amount, refunded_amount, currency, status,
    completed_at, refunded_at, created_at
) from stdin

-- name: refunds
copy public.refunds (
    id, workspace_id, payment_id, order_id, amount, currency, status, refunded_at
) from stdin

-- name: events
copy public.events (
    id, workspace_id, batch, campaign_id, component_id, product_id, order_id, customer_id,
    event_type, conversion_type, revenue, currency, visitor_id, session_id, page, source, medium,
    country, occurred_at, received_at
) from stdin

-- name: make_partitions
select count(private.make_partition('public.events', m, m + interval '1 month', 'month'))
from generate_series(
    date_trunc('month', %(since)s::date at time zone 'UTC', 'UTC'),
    %(until)s::date at time zone 'UTC',
    interval '1 month'
) as m

-- name: open_batches
-- In the order of the workspaces: one batch each.
select
    w.id,
    private.open_batch(w.id, w.events) as batch
from unnest(%(workspaces)s::uuid [], %(counts)s::integer []) with ordinality as w (id, events, n)
order by w.n

-- name: mark_spend
-- What the trigger of ad_metrics would have marked.
insert into private.spend_marks (workspace_id, campaign_id, day)
select distinct
    m.workspace_id,
    s.campaign_id,
    m.date
from public.ad_metrics as m
join public.ads as a on a.workspace_id = m.workspace_id and a.id = m.ad_id
join public.ad_sets as s on s.workspace_id = a.workspace_id and s.id = a.ad_set_id

-- name: mark_revenue
-- What the triggers of orders and refunds would have marked.
insert into private.revenue_marks (workspace_id, day)
select
    o.workspace_id,
    private.utc_day(o.paid_at)
from public.orders as o
union
select
    o.workspace_id,
    private.utc_day(o.refunded_at)
from public.orders as o
where o.refunded_at is not null

-- name: learn_words
-- What the triggers of private.learn_words would have learned.
insert into private.search_words (workspace_id, word)
select distinct
    r.workspace_id,
    w.word
from (
    select
        p.workspace_id,
        p.search_vector
    from public.products as p
    union all
    select
        c.workspace_id,
        c.search_vector
    from public.campaigns as c
) as r
cross join lateral unnest(tsvector_to_array(r.search_vector)) as w (word)
where length(w.word) between 2 and 40 and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'
on conflict do nothing

-- name: roll_up
select public.roll_up_events(%(events)s) as done

-- name: roll_up_revenue
select public.roll_up_revenue() as days

-- name: mark_attribution
-- What the triggers of orders and ad_metrics would have marked.
insert into private.attribution_marks (workspace_id, order_id, day)
select
    o.workspace_id,
    o.id,
    null::date
from public.orders as o
union all
select distinct
    m.workspace_id,
    null::uuid,
    m.date
from public.ad_metrics as m

-- name: attribute
select public.attribute_orders(null, %(marks)s) as marks

-- name: vacuum
vacuum (analyze)
