-- analytics: viewers read. Events come through functions, sums from workers: nobody writes here.

alter table public.events enable row level security;
grant select on public.events to authenticated;
-- What happened is not edited: not even the service key may update it.
grant select, insert, delete on public.events to service_role;

create policy events_select on public.events
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.attribution_credits enable row level security;
grant select on public.attribution_credits to authenticated;
-- A ledger: corrections are rows of their own.
grant select, insert on public.attribution_credits to service_role;

create policy attribution_credits_select on public.attribution_credits
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.product_metrics enable row level security;
grant select on public.product_metrics to authenticated;
grant select, insert, update, delete on public.product_metrics to service_role;

create policy product_metrics_select on public.product_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.campaign_metrics enable row level security;
grant select on public.campaign_metrics to authenticated;
grant select, insert, update, delete on public.campaign_metrics to service_role;

create policy campaign_metrics_select on public.campaign_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.component_metrics enable row level security;
grant select on public.component_metrics to authenticated;
grant select, insert, update, delete on public.component_metrics to service_role;

create policy component_metrics_select on public.component_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.country_metrics enable row level security;
grant select on public.country_metrics to authenticated;
grant select, insert, update, delete on public.country_metrics to service_role;

create policy country_metrics_select on public.country_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.page_metrics enable row level security;
grant select on public.page_metrics to authenticated;
grant select, insert, update, delete on public.page_metrics to service_role;

create policy page_metrics_select on public.page_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.source_metrics enable row level security;
grant select on public.source_metrics to authenticated;
grant select, insert, update, delete on public.source_metrics to service_role;

create policy source_metrics_select on public.source_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.revenue_daily enable row level security;
grant select on public.revenue_daily to authenticated;
grant select, insert, update, delete on public.revenue_daily to service_role;

create policy revenue_daily_select on public.revenue_daily
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.revenue_breakdown enable row level security;
grant select on public.revenue_breakdown to authenticated;
grant select, insert, update, delete on public.revenue_breakdown to service_role;

create policy revenue_breakdown_select on public.revenue_breakdown
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- Reached through its parent only.
alter table private.events_default enable row level security;
create policy events_default_select on private.events_default
for select to authenticated
using (false);

-- The views ask with the rights of their reader.
grant select on
public.analytics_events,
public.attribution_events,
public.campaign_events,
public.conversions,
public.page_views,
public.user_behavior,
public.user_sessions,
public.campaign_totals,
public.component_totals
to authenticated, service_role;

-- Written by triggers and the roll-up alone; no policy on purpose would look like a mistake.
alter table private.revenue_marks enable row level security;
create policy revenue_marks_select on private.revenue_marks
for select to authenticated
using (false);
grant execute on function
private.roll_up_revenue(uuid),
public.roll_up_revenue(uuid)
to service_role;

-- attribution -----------------------------------------------------------------------------

alter table public.attribution_settings enable row level security;
grant select on public.attribution_settings to authenticated;
grant insert (
    workspace_id, model, touches, look_back_days, view_through_days, half_life_days, first_weight,
    middle_weight, last_weight, markov_order
), update (
    model, touches, look_back_days, view_through_days, half_life_days, first_weight, middle_weight,
    last_weight, markov_order
) on public.attribution_settings to authenticated;
grant select, insert, update, delete on public.attribution_settings to service_role;

create policy attribution_settings_select on public.attribution_settings
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy attribution_settings_insert on public.attribution_settings
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy attribution_settings_update on public.attribution_settings
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.attribution_models enable row level security;
grant select on public.attribution_models to authenticated, service_role;

create policy attribution_models_select on public.attribution_models
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.attribution_daily enable row level security;
grant select on public.attribution_daily to authenticated, service_role;

create policy attribution_daily_select on public.attribution_daily
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- Read and written by functions alone.
alter table private.attribution_months enable row level security;
create policy attribution_months_select on private.attribution_months
for select to authenticated
using (false);
alter table private.attribution_orders enable row level security;
create policy attribution_orders_select on private.attribution_orders
for select to authenticated
using (false);
alter table private.attribution_marks enable row level security;
create policy attribution_marks_select on private.attribution_marks
for select to authenticated
using (false);

grant execute on function
private.attribute_orders(uuid, integer),
public.attribute_orders(uuid, integer),
private.attribution_workspaces(),
public.attribution_workspaces(),
private.read_journeys(uuid),
public.read_journeys(uuid),
private.learn_attribution(uuid, date, date, jsonb),
public.learn_attribution(uuid, date, date, jsonb)
to service_role;

grant execute on function
private.attribution_report(uuid, date, date, text[], text),
public.attribution_report(uuid, date, date, text[], text),
private.attribution_paths(uuid, date, date, integer),
public.attribution_paths(uuid, date, date, integer),
private.order_attribution(uuid),
public.order_attribution(uuid)
to authenticated, service_role;
