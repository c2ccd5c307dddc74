-- integrations: what analysts read with plain SQL (schema reporting).
--
-- These views run with their owner's rights, past row level security, and show the workspaces
-- granted to whoever asks: current_user is the reader, also inside a view. security_barrier keeps
-- a reader's own functions from seeing rows before that filter. What has no name here, above all
-- secrets, names and addresses, analysts do not see.

create view reporting.workspaces
with (security_barrier = true) as
select
    w.id,
    w.name,
    w.slug,
    w.is_active,
    w.created_at
from public.workspaces as w
join private.analyst_grants as g on g.workspace_id = w.id
where g.analyst = current_user and (g.expires_at is null or g.expires_at > now());

comment on view reporting.workspaces is 'The workspaces that are granted to you.';

create view reporting.products
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.external_id,
    t.name,
    t.category,
    t.tags,
    t.base_price,
    t.base_cost,
    t.current_price,
    t.currency,
    t.inventory_count,
    t.reorder_point,
    t.is_active,
    t.created_at,
    t.updated_at
from public.products as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.products is 'Products and their prices.';

create view reporting.price_history
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.product_id,
    t.old_price,
    t.new_price,
    t.currency,
    t.base_cost,
    t.reason,
    t.changed_at
from public.price_history as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.price_history is 'What each product cost when.';

create view reporting.customers
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.country,
    t.created_at
from public.customers as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.customers is 'Customers without names and addresses.';

create view reporting.orders
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.store_connection_id,
    t.customer_id,
    t.external_id,
    t.total_amount,
    t.currency,
    t.status,
    t.ordered_at,
    t.paid_at,
    t.refunded_at,
    t.canceled_at
from public.orders as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.orders is 'Orders, each with its customer''s id.';

create view reporting.order_items
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.product_id,
    t.product_name,
    t.quantity,
    t.unit_price,
    t.discount_amount,
    t.subtotal,
    t.currency
from public.order_items as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.order_items is 'What was in each order.';

create view reporting.payments
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.customer_id,
    t.amount,
    t.refunded_amount,
    t.currency,
    t.payment_method,
    t.status,
    t.created_at,
    t.completed_at,
    t.failed_at,
    t.refunded_at,
    t.disputed_amount,
    t.disputed_at
from public.payments as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.payments is 'Payments, and what was given back or lost of them.';

create view reporting.refunds
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.payment_id,
    t.amount,
    t.currency,
    t.reason,
    t.status,
    t.refunded_at
from public.refunds as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.refunds is 'What was paid back, or should have been.';

create view reporting.campaigns
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.business_id,
    t.product_id,
    t.name,
    t.type,
    t.target_segment,
    t.budget,
    t.currency,
    t.start_date,
    t.end_date,
    t.status,
    t.launched_at,
    t.created_at
from public.campaigns as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.campaigns is 'Campaigns of every kind.';

create view reporting.ad_metrics
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.ad_id,
    t.date,
    t.currency,
    t.impressions,
    t.clicks,
    t.spend,
    t.conversions,
    t.revenue,
    t.ctr,
    t.cpc,
    t.cpm,
    t.roas
from public.ad_metrics as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.ad_metrics is 'What the ad platforms report, by ad and day.';

create view reporting.events
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.occurred_at,
    t.event_type,
    t.campaign_id,
    t.component_id,
    t.ad_id,
    t.product_id,
    t.order_id,
    t.customer_id,
    t.visitor_id,
    t.session_id,
    t.quantity,
    t.revenue,
    t.currency,
    t.page,
    t.platform,
    t.source,
    t.medium,
    t.utm_source,
    t.utm_medium,
    t.utm_campaign,
    t.utm_content,
    t.utm_term,
    t.country,
    t.region
from public.events as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.events is
'The stream of events without addresses and browsers. Ask for a range of occurred_at.';

create view reporting.attribution_credits
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.order_id,
    t.campaign_id,
    t.component_id,
    t.ad_id,
    t.model,
    t.source,
    t.medium,
    t.platform,
    t.share,
    t.amount,
    t.currency,
    t.credited_at
from public.attribution_credits as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.attribution_credits is
'Which campaign earned which part of an order, by model.';
