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

-- market ----------------------------------------------------------------------------------

-- Admins say what costs money and what counts as fresh.
alter table public.market_settings enable row level security;
grant select on public.market_settings to authenticated;
grant insert (
    workspace_id, business_id, fresh_days, trend_days, false_discovery_rate, absurd_factor,
    writes_summaries, language
), update (
    business_id, fresh_days, trend_days, false_discovery_rate, absurd_factor, writes_summaries,
    language
) on public.market_settings to authenticated;
grant select, insert, update, delete on public.market_settings to service_role;

create policy market_settings_select on public.market_settings
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy market_settings_insert on public.market_settings
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

create policy market_settings_update on public.market_settings
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))))
with check (workspace_id = any (array(select private.workspace_ids('admin'))));

-- Members keep feeds; how fetches went is written by workers.
alter table public.competitor_feeds enable row level security;
grant select on public.competitor_feeds to authenticated;
grant insert (
    workspace_id, name, url, format, items, delimiter, decimal_sign, mapping, competitor, currency,
    every_minutes, is_active
), update (
    name, url, format, items, delimiter, decimal_sign, mapping, competitor, currency,
    every_minutes, is_active
), delete on public.competitor_feeds to authenticated;
grant select, insert, update, delete on public.competitor_feeds to service_role;

create policy competitor_feeds_select on public.competitor_feeds
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy competitor_feeds_insert on public.competitor_feeds
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy competitor_feeds_update on public.competitor_feeds
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy competitor_feeds_delete on public.competitor_feeds
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))));

-- Written by imports; members throw away what they have looked at.
alter table public.competitor_price_rejects enable row level security;
grant select, delete on public.competitor_price_rejects to authenticated;
grant select, insert, update, delete on public.competitor_price_rejects to service_role;

create policy competitor_price_rejects_select on public.competitor_price_rejects
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy competitor_price_rejects_delete on public.competitor_price_rejects
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))));

grant execute on function
private.import_competitor_prices(uuid, jsonb, text),
public.import_competitor_prices(uuid, jsonb, text),
private.retry_competitor_prices(uuid, uuid[]),
public.retry_competitor_prices(uuid, uuid[]),
private.request_feed_fetch(uuid),
public.request_feed_fetch(uuid),
private.request_market_analysis(uuid),
public.request_market_analysis(uuid),
private.competitor_gaps(uuid, integer),
public.competitor_gaps(uuid, integer)
to authenticated, service_role;

grant execute on function
public.due_competitor_feeds(integer),
public.begin_feed_fetch(uuid),
private.keep_competitor_prices(uuid, jsonb, text, uuid),
private.take_competitor_prices(uuid, jsonb),
private.price_fault(
    text, text, text, text, text, bigint, text, text, numeric, text, text[], text, numeric,
    numeric, boolean, text, text, timestamptz, timestamptz
),
private.amount_currencies(text),
private.read_amount(text, text),
private.read_moment(text),
private.read_stock(text),
private.uuid_or_null(text),
public.import_feed_prices(uuid, jsonb),
public.end_feed_fetch(uuid, jsonb),
private.resolve_alert(text, uuid),
public.market_workspaces(),
private.analyse_market(uuid),
public.analyse_market(uuid),
private.forget_market(uuid),
private.fresh_days(uuid),
private.market_prices(uuid, timestamptz),
private.market_gaps(uuid, timestamptz),
private.market_moves(uuid, timestamptz),
private.product_analyses(uuid, timestamptz),
private.market_analysis(uuid, timestamptz),
private.price_index(numeric[], numeric[]),
private.market_days(uuid),
private.product_series(uuid, date, date),
private.search_series(uuid, date, date),
private.price_series(uuid, date, date),
public.market_series(uuid),
private.trend_signs(jsonb),
public.save_market_trends(uuid, jsonb),
private.request_market_summaries(uuid),
public.request_market_summaries(uuid)
to service_role;

-- charts ----------------------------------------------------------------------------------

-- What they show is what row level security shows.
grant execute on function
private.revenue_of_days(uuid, uuid, text, text, date, date),
public.forecast_chart(uuid, integer, uuid, text, text)
to authenticated, service_role;
