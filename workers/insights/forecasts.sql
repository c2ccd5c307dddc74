-- What `flywheel forecasts` asks, as the operator.

-- name: forecast_workspaces
select unnest(public.forecast_workspaces()) as id

-- name: compare_forecasts
select public.compare_forecasts(%(workspace)s::uuid) as days

-- name: forecast_series
select public.forecast_series(%(workspace)s::uuid) as series

-- name: save_forecasts
select public.save_forecasts(
    %(workspace)s::uuid, %(predicted_on)s::date, %(predictions)s::jsonb, %(backtests)s::jsonb
) as saved

-- name: revenue_forecast
select public.revenue_forecast(
    %(workspace)s::uuid, %(horizon_days)s::integer, %(product_id)s::uuid, %(category)s::text
) as forecast
