-- insights: viewers read what workers computed.

alter table public.revenue_predictions enable row level security;
grant select on public.revenue_predictions to authenticated;
grant select, insert, update, delete on public.revenue_predictions to service_role;

create policy revenue_predictions_select on public.revenue_predictions
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.competitor_analysis enable row level security;
grant select on public.competitor_analysis to authenticated;
grant select, insert, update, delete on public.competitor_analysis to service_role;

create policy competitor_analysis_select on public.competitor_analysis
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.market_trends enable row level security;
grant select on public.market_trends to authenticated;
grant select, insert, update, delete on public.market_trends to service_role;

create policy market_trends_select on public.market_trends
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- forecasts -------------------------------------------------------------------------------

alter table public.forecast_settings enable row level security;
grant select on public.forecast_settings to authenticated;
grant insert (
    workspace_id, country, look_back_days, most_categories, most_products, most_new_products,
    new_product_days, uses_holidays, uses_promotions, is_active
), update (
    country, look_back_days, most_categories, most_products, most_new_products, new_product_days,
    uses_holidays, uses_promotions, is_active
), delete
on public.forecast_settings to authenticated;
grant select, insert, update, delete on public.forecast_settings to service_role;

create policy forecast_settings_select on public.forecast_settings
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy forecast_settings_insert on public.forecast_settings
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy forecast_settings_update on public.forecast_settings
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy forecast_settings_delete on public.forecast_settings
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

-- Written by functions alone.
alter table public.revenue_backtests enable row level security;
grant select on public.revenue_backtests to authenticated, service_role;

create policy revenue_backtests_select on public.revenue_backtests
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.forecast_coverage enable row level security;
grant select on public.forecast_coverage to authenticated, service_role;

create policy forecast_coverage_select on public.forecast_coverage
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table private.forecast_states enable row level security;
create policy forecast_states_select on private.forecast_states
for select to authenticated
using (false);

grant execute on function
private.forecast_workspaces(),
public.forecast_workspaces(),
private.forecast_series(uuid, date),
public.forecast_series(uuid, date),
private.compare_forecasts(uuid, date),
public.compare_forecasts(uuid, date),
private.save_forecasts(uuid, date, jsonb, jsonb),
public.save_forecasts(uuid, date, jsonb, jsonb)
to service_role;

grant execute on function
private.request_forecast(uuid),
public.request_forecast(uuid),
public.revenue_forecast(uuid, integer, uuid, text)
to authenticated, service_role;
