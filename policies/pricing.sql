-- pricing: members set the rules and decide, admins delete rules and change settings; the rest is
-- written by workers and triggers.

alter table public.price_rules enable row level security;
grant select, insert, update, delete on public.price_rules to authenticated, service_role;

create policy price_rules_select on public.price_rules
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy price_rules_insert on public.price_rules
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy price_rules_update on public.price_rules
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy price_rules_delete on public.price_rules
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.price_recommendations enable row level security;
grant select on public.price_recommendations to authenticated;
grant select, insert, update, delete on public.price_recommendations to service_role;

create policy price_recommendations_select on public.price_recommendations
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.price_history enable row level security;
grant select on public.price_history to authenticated;
-- Written by a trigger: not even the service key rewrites what a price was.
grant select on public.price_history to service_role;

create policy price_history_select on public.price_history
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.price_elasticities enable row level security;
grant select on public.price_elasticities to authenticated;
grant select, insert, update, delete on public.price_elasticities to service_role;

create policy price_elasticities_select on public.price_elasticities
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

grant execute on function
private.set_price_origin(text, uuid),
private.price_bounds(uuid, uuid[], timestamptz),
private.price_window_of(uuid, uuid, text, text, numeric, numeric, timestamptz),
private.price_limits_of(private.price_window),
private.nearest_price(numeric, text, text, numeric, numeric),
private.price_unit(text),
private.price_form(text, numeric),
private.has_price_form(numeric, text, text)
to service_role;


alter table public.pricing_settings enable row level security;
grant select on public.pricing_settings to authenticated;
grant insert (
    workspace_id, explores, widest_interval, expires_after_days, rest_days, lead_time_days,
    sales_days, recent_days, reprices_on_change, uplift_since
), update (
    explores, widest_interval, expires_after_days, rest_days, lead_time_days, sales_days,
    recent_days, reprices_on_change, uplift_since
) on public.pricing_settings to authenticated;
grant select, insert, update, delete on public.pricing_settings to service_role;

create policy pricing_settings_select on public.pricing_settings
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy pricing_settings_insert on public.pricing_settings
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy pricing_settings_update on public.pricing_settings
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.pricing_runs enable row level security;
grant select on public.pricing_runs to authenticated;
grant select on public.pricing_runs to service_role;

create policy pricing_runs_select on public.pricing_runs
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.price_holds enable row level security;
grant select on public.price_holds to authenticated;
grant select on public.price_holds to service_role;

create policy price_holds_select on public.price_holds
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- Read and written by functions alone.
alter table private.repricing_marks enable row level security;
create policy repricing_marks_select on private.repricing_marks
for select to authenticated
using (false);

grant execute on function
private.pricing_inputs(uuid, uuid[], uuid, integer, jsonb, boolean),
public.pricing_inputs(uuid, uuid[], uuid, integer),
private.begin_pricing_runs(text),
public.begin_pricing_runs(text),
private.next_pricing_chunk(uuid, integer),
public.next_pricing_chunk(uuid, integer),
private.save_price_decisions(uuid, jsonb, uuid, text),
public.save_price_decisions(uuid, jsonb, uuid, text),
private.roll_back_chunk(uuid, uuid, integer),
public.roll_back_chunk(uuid, uuid, integer),
private.keep_waiting_prices(integer),
public.keep_waiting_prices(integer)
to service_role;

grant execute on function
private.request_repricing(uuid, uuid[]),
public.request_repricing(uuid, uuid[]),
private.decide_price(uuid, text, text),
public.approve_price(uuid),
public.reject_price(uuid, text),
public.apply_price(uuid),
private.roll_back_price(uuid),
public.roll_back_price(uuid),
private.roll_back_run(uuid),
public.roll_back_run(uuid),
private.pricing_uplift(uuid, date, date),
public.pricing_uplift(uuid, date, date)
to authenticated, service_role;

-- What they show is what row level security shows: prices and rules of one's own workspaces.
grant execute on function
public.price_limits(uuid),
private.price_limits(uuid),
public.discount_percent(public.products),
public.lowest_price_30d(public.products),
private.lowest_price(uuid, text, timestamptz, numeric)
to authenticated, service_role;

grant execute on function
private.elasticity_workspaces(),
public.elasticity_workspaces(),
private.pricing_observations(uuid, uuid, integer),
public.pricing_observations(uuid, uuid, integer),
private.save_price_elasticities(uuid, jsonb),
public.save_price_elasticities(uuid, jsonb)
to service_role;

grant execute on function
private.charted_product(uuid),
private.prices_of_days(uuid, uuid, date, date),
private.fitted_elasticity(public.products),
public.price_chart(uuid, date, date),
public.demand_curve(uuid)
to authenticated, service_role;
