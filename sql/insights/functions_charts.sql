-- insights: forecasts as frontends and pictures draw them. Row level security of the caller counts.

create function private.revenue_of_days(
    workspace uuid, product uuid, of_category text, of_currency text, since date, until date
)
returns table (date date, revenue numeric)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if product is null and of_category is null then
        return query
        select r.date, r.revenue
        from public.revenue_daily as r
        where
            r.workspace_id = workspace
            and r.currency = of_currency
            and r.date between since and until;
    elsif product is not null then
        return query
        select b.date, b.revenue
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.product_id = product
            and b.currency = of_currency
            and b.date between since and until;
    else
        return query
        select b.date, sum(b.revenue)
        from public.revenue_breakdown as b
        where
            b.workspace_id = workspace
            and b.category = of_category
            and b.currency = of_currency
            and b.date between since and until
        group by b.date;
    end if;
end
$$;
comment on function private.revenue_of_days(uuid, uuid, text, text, date, date) is
'Revenue by day of a product, of a category, or of the workspace where both are null. Days '
'without any are missing.';

create function public.forecast_chart(
    workspace_id uuid,
    horizon_days integer default 30,
    product_id uuid default null,
    category text default null,
    currency text default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
    head record;
begin
    perform private.require_role(forecast_chart.workspace_id, 'viewer');
    if num_nonnulls(forecast_chart.product_id, forecast_chart.category) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'a forecast is of a product or of a category, not of both',
            hint = 'Give product_id, or category, or none for the whole workspace.';
    elsif forecast_chart.horizon_days not in (7, 30, 90) then
        raise exception using
            errcode = 'PT422',
            message = format('there is no forecast of %s days', forecast_chart.horizon_days),
            hint = 'Forecasts look 7, 30 or 90 days ahead.';
    end if;
    -- Of several currencies the one that is predicted to bring the most days, then by name.
    select p.predicted_on, p.currency, p.model, p.confidence, p.backtest_error,
        p.baseline_error, p.realised_coverage, p.notes
    into head
    from public.revenue_predictions as p
    where
        p.workspace_id = forecast_chart.workspace_id
        and p.product_id is not distinct from forecast_chart.product_id
        and p.category is not distinct from forecast_chart.category
        and p.horizon_days = forecast_chart.horizon_days
        and p.currency = coalesce(forecast_chart.currency, p.currency)
    order by p.predicted_on desc, p.currency
    limit 1;
    return (
        with backtest as (
            select b.date, b.actual_revenue, b.predicted_revenue, b.interval_low, b.interval_high
            from public.revenue_backtests as b
            where
                b.workspace_id = forecast_chart.workspace_id
                and b.product_id is not distinct from forecast_chart.product_id
                and b.category is not distinct from forecast_chart.category
                and b.horizon_days = forecast_chart.horizon_days
                and b.currency = head.currency
        ),

        forecast as (
            select p.date, p.predicted_revenue, p.interval_low, p.interval_high
            from public.revenue_predictions as p
            where
                p.workspace_id = forecast_chart.workspace_id
                and p.product_id is not distinct from forecast_chart.product_id
                and p.category is not distinct from forecast_chart.category
                and p.horizon_days = forecast_chart.horizon_days
                and p.currency = head.currency
                and p.predicted_on = head.predicted_on
        ),

        history as (
            select d::date as date, coalesce(r.revenue, 0) as revenue
            from generate_series(
                (
                    select least(min(b.date), head.predicted_on - 3 * forecast_chart.horizon_days)
                    from backtest as b
                )::timestamp,
                least(
                    head.predicted_on + forecast_chart.horizon_days,
                    (now() at time zone 'UTC')::date - 1
                )::timestamp,
                interval '1 day'
            ) as d
            left join private.revenue_of_days(
                forecast_chart.workspace_id,
                forecast_chart.product_id,
                forecast_chart.category,
                head.currency,
                head.predicted_on - 400,
                head.predicted_on + forecast_chart.horizon_days
            ) as r on r.date = d::date
        )

        select jsonb_build_object(
            'series', jsonb_build_object(
                'workspace_id', forecast_chart.workspace_id,
                'product_id', forecast_chart.product_id,
                'category', forecast_chart.category,
                'name', coalesce(
                    (select p.name from public.products as p where p.id = forecast_chart.product_id),
                    forecast_chart.category,
                    'everything'
                ),
                'currency', coalesce(head.currency, forecast_chart.currency),
                'horizon_days', forecast_chart.horizon_days
            ),
            'predicted_on', head.predicted_on,
            'model', head.model,
            'confidence', head.confidence,
            'backtest_error', head.backtest_error,
            'baseline_error', head.baseline_error,
            'realised_coverage', head.realised_coverage,
            'notes', coalesce(to_jsonb(head.notes), '[]'),
            'history', (
                select coalesce(jsonb_agg(to_jsonb(h) order by h.date), '[]') from history as h
            ),
            'backtest', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'date', b.date,
                            'actual', b.actual_revenue,
                            'predicted', b.predicted_revenue,
                            'low', b.interval_low,
                            'high', b.interval_high
                        )
                        order by b.date
                    ),
                    '[]'
                )
                from backtest as b
            ),
            'forecast', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'date', f.date,
                            'predicted', f.predicted_revenue,
                            'low', f.interval_low,
                            'high', f.interval_high
                        )
                        order by f.date
                    ),
                    '[]'
                )
                from forecast as f
            )
        )
    );
end
$$;
comment on function public.forecast_chart(uuid, integer, uuid, text, text) is
'The newest forecast of 7, 30 or 90 days with its interval, the revenue before it, and the '
'newest backtest, of a product, a category or the whole workspace: {"series", "predicted_on", '
'"model", "history": [{"date", "revenue"}], "backtest": [{"date", "actual", "predicted", "low", '
'"high"}], "forecast": [{"date", "predicted", "low", "high"}], …}; empty lists where nothing is '
'predicted yet. PT422 no such horizon, PT404 no such workspace.';
