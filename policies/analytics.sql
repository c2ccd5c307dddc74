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

-- The archive: for workers alone, which carry files of many tenants.
alter table private.archived_partitions enable row level security;
grant select, update on private.archived_partitions to service_role;
create policy archived_partitions_select on private.archived_partitions
for select to authenticated
using (false);

alter table private.archived_files enable row level security;
grant select, insert, update, delete on private.archived_files to service_role;
create policy archived_files_select on private.archived_files
for select to authenticated
using (false);

grant execute on function
private.is_archived(timestamptz),
private.digest_events(regclass, text[]),
private.begin_archive(date),
private.verify_archived(date),
private.detach_archived(date),
private.drop_archived(date),
private.months_to_archive(date),
public.months_to_archive(),
private.begin_restore(date),
private.complete_restore(date)
to service_role;
