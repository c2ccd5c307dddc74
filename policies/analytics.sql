-- analytics: viewers read. Events come through functions, sums from workers: nobody writes here.

alter table public.events enable row level security;
grant select on public.events to authenticated;
-- What happened is not edited: not even the service key may write it past the functions, which
-- look up what an event refers to.
grant select on public.events to service_role;

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
grant select on public.product_metrics to service_role;

create policy product_metrics_select on public.product_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.campaign_metrics enable row level security;
grant select on public.campaign_metrics to authenticated;
grant select on public.campaign_metrics to service_role;

create policy campaign_metrics_select on public.campaign_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.component_metrics enable row level security;
grant select on public.component_metrics to authenticated;
grant select on public.component_metrics to service_role;

create policy component_metrics_select on public.component_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.country_metrics enable row level security;
grant select on public.country_metrics to authenticated;
grant select on public.country_metrics to service_role;

create policy country_metrics_select on public.country_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.page_metrics enable row level security;
grant select on public.page_metrics to authenticated;
grant select on public.page_metrics to service_role;

create policy page_metrics_select on public.page_metrics
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.source_metrics enable row level security;
grant select on public.source_metrics to authenticated;
grant select on public.source_metrics to service_role;

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

alter table public.traffic_daily enable row level security;
grant select on public.traffic_daily to authenticated, service_role;

create policy traffic_daily_select on public.traffic_daily
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.traffic_hourly enable row level security;
grant select on public.traffic_hourly to authenticated, service_role;

create policy traffic_hourly_select on public.traffic_hourly
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.link_metrics enable row level security;
grant select on public.link_metrics to authenticated, service_role;

create policy link_metrics_select on public.link_metrics
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

-- Members send events; how they are kept is for admins.
alter table public.analytics_settings enable row level security;
grant select on public.analytics_settings to authenticated;
grant insert (workspace_id, currency, ip_mode, keeps_bots, names_visitors),
update (currency, ip_mode, keeps_bots, names_visitors), delete
on public.analytics_settings to authenticated;
grant select, insert, update, delete on public.analytics_settings to service_role;

create policy analytics_settings_select on public.analytics_settings
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy analytics_settings_insert on public.analytics_settings
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy analytics_settings_update on public.analytics_settings
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy analytics_settings_delete on public.analytics_settings
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- The key is made by its default: nobody chooses one.
alter table public.write_keys enable row level security;
grant select on public.write_keys to authenticated;
grant insert (workspace_id, name, allowed_origins, events_per_minute, is_active),
update (name, allowed_origins, events_per_minute, is_active), delete
on public.write_keys to authenticated;
grant select, insert, update, delete on public.write_keys to service_role;

create policy write_keys_select on public.write_keys
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy write_keys_insert on public.write_keys
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy write_keys_update on public.write_keys
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy write_keys_delete on public.write_keys
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- Written by track_events; admins throw away what they have looked at.
alter table public.event_dead_letters enable row level security;
grant select, delete on public.event_dead_letters to authenticated;
grant select, delete on public.event_dead_letters to service_role;

create policy event_dead_letters_select on public.event_dead_letters
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))));

create policy event_dead_letters_delete on public.event_dead_letters
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- The workings of ingest and rollups: reached through functions alone.
alter table private.event_batches enable row level security;
create policy event_batches_select on private.event_batches
for select to authenticated
using (false);

alter table private.event_receipts enable row level security;
create policy event_receipts_select on private.event_receipts
for select to authenticated
using (false);

alter table private.day_secrets enable row level security;
create policy day_secrets_select on private.day_secrets
for select to authenticated
using (false);

alter table private.metric_months enable row level security;
create policy metric_months_select on private.metric_months
for select to authenticated
using (false);

alter table private.sessions enable row level security;
create policy sessions_select on private.sessions
for select to authenticated
using (false);

alter table private.session_patterns enable row level security;
create policy session_patterns_select on private.session_patterns
for select to authenticated
using (false);

alter table private.visitors enable row level security;
create policy visitors_select on private.visitors
for select to authenticated
using (false);

alter table private.retention_weeks enable row level security;
create policy retention_weeks_select on private.retention_weeks
for select to authenticated
using (false);

alter table private.spend_marks enable row level security;
create policy spend_marks_select on private.spend_marks
for select to authenticated
using (false);

-- A browser has no account: the write key says whose events they are.
grant execute on function
private.receive_events(jsonb),
public.track_events(jsonb),
public.track_beacon(text)
to anon, authenticated, service_role;

grant execute on function
private.retry_events(uuid, uuid[]),
public.retry_events(uuid, uuid[])
to authenticated, service_role;

grant execute on function
private.roll_up_events(integer),
public.roll_up_events(integer)
to service_role;

-- Written by triggers and the roll-up alone; no policy on purpose would look like a mistake.
alter table private.revenue_marks enable row level security;
create policy revenue_marks_select on private.revenue_marks
for select to authenticated
using (false);
grant execute on function
private.roll_up_revenue(uuid),
public.roll_up_revenue(uuid)
to service_role;

-- dashboards ------------------------------------------------------------------------------

-- Written by the announcements alone.
alter table private.traffic_announcements enable row level security;
create policy traffic_announcements_select on private.traffic_announcements
for select to authenticated
using (false);
grant execute on function
public.dashboard_overview(uuid, date, date, text, text),
private.dashboard_overview(uuid, date, date, text, text),
public.dashboard_series(uuid, text[], date, date, text, text, text),
private.dashboard_series(uuid, text[], date, date, text, text, text),
public.dashboard_top(uuid, text, text, date, date, integer, text),
private.dashboard_top(uuid, text, text, date, date, integer, text),
public.dashboard_funnel(uuid, text[], date, date),
private.dashboard_funnel(uuid, text[], date, date),
public.dashboard_retention(uuid, date, date),
private.dashboard_retention(uuid, date, date),
public.dashboard_live(uuid),
private.dashboard_live(uuid),
public.campaign_profit(uuid, date, date, text, integer),
private.campaign_profit(uuid, date, date, text, integer)
to authenticated, service_role;

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

-- archive ---------------------------------------------------------------------------------

-- For workers alone, which carry files of many tenants.
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

-- It looks at its arguments alone; charts of other domains ask it as the caller.
grant execute on function private.check_period(date, date) to authenticated, service_role;
