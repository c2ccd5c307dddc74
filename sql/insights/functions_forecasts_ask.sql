-- insights: forecasts for frontends.
--
-- security definer: private.request_forecast, because nobody may write the queue.

create function private.request_forecast(workspace uuid) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.require_role(workspace, 'member');
    return jobs.enqueue(
        'insights.forecast',
        workspace_id => workspace,
        priority => 1,
        dedup_key => 'insights.forecast ' || workspace
    );
end
$$;
comment on function private.request_forecast(uuid) is 'Body of public.request_forecast.';

create function public.request_forecast(workspace_id uuid) returns uuid
language plpgsql
set search_path = ''
as $$
begin
    return private.request_forecast(workspace_id);
end
$$;
comment on function public.request_forecast(uuid) is
'Has the forecasts of a workspace made now instead of at night; returns the job, that of an '
'earlier request if it has not ended yet. For members. PT404 for others, PT403 for viewers.';

create function public.revenue_forecast(
    workspace_id uuid,
    horizon_days integer default 30,
    product_id uuid default null,
    category text default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
    if coalesce(revenue_forecast.horizon_days not in (7, 30, 90), true) then
        raise exception using
            errcode = 'PT422',
            message = 'forecasts look 7, 30 or 90 days ahead',
            detail = format('horizon_days: %s', revenue_forecast.horizon_days),
            hint = 'Ask for one of these.';
    end if;
    if num_nonnulls(revenue_forecast.product_id, revenue_forecast.category) > 1 then
        raise exception using
            errcode = 'PT422',
            message = 'a forecast is of a product or of a category, not of both',
            hint = 'Leave one of them out.';
    end if;
    perform private.require_role(revenue_forecast.workspace_id, 'viewer');
    return (
        with wanted as materialized (
            select p.*
            from public.revenue_predictions as p
            where
                p.workspace_id = revenue_forecast.workspace_id
                and p.product_id is not distinct from revenue_forecast.product_id
                and p.category is not distinct from revenue_forecast.category
                and p.horizon_days = revenue_forecast.horizon_days
        ),

        newest as (
            select w.*
            from wanted as w
            join (
                select n.currency, max(n.predicted_on) as predicted_on
                from wanted as n
                group by n.currency
            ) as n on n.currency = w.currency and n.predicted_on = w.predicted_on
        ),

        forecasts as (
            select
                n.currency,
                jsonb_build_object(
                    'currency', n.currency,
                    'predicted_on', n.predicted_on,
                    'model', n.model,
                    'confidence', n.confidence,
                    'backtest_error', n.backtest_error,
                    'baseline_error', n.baseline_error,
                    'realised_coverage', n.realised_coverage,
                    'is_conformal', n.is_conformal,
                    'notes', to_jsonb(n.notes),
                    'total', jsonb_build_object(
                        'revenue', sum(n.predicted_revenue),
                        'units', sum(n.predicted_units),
                        'interval_low', sum(n.interval_low),
                        'interval_high', sum(n.interval_high)
                    ),
                    'days', jsonb_agg(
                        jsonb_build_object(
                            'date', n.date,
                            'revenue', n.predicted_revenue,
                            'units', n.predicted_units,
                            'interval_low', n.interval_low,
                            'interval_high', n.interval_high
                        )
                        order by n.date
                    )
                ) as forecast
            from newest as n
            group by
                n.currency, n.predicted_on, n.model, n.confidence, n.backtest_error,
                n.baseline_error, n.realised_coverage, n.is_conformal, n.notes
        )

        select jsonb_build_object(
            'horizon_days', revenue_forecast.horizon_days,
            'product_id', revenue_forecast.product_id,
            'category', revenue_forecast.category,
            'forecasts', coalesce(jsonb_agg(f.forecast order by f.currency), '[]')
        )
        from forecasts as f
    );
end
$$;
comment on function public.revenue_forecast(uuid, integer, uuid, text) is
'The newest forecast of a workspace, a product or a category, day by day and in total, one per '
'currency; none before the first one was made. Bounds of the total are the sums of the days'' '
'bounds: wider than 95 %, because not all days are at their bound at once. For viewers. PT404 '
'for others, PT422 for another horizon than 7, 30 or 90 days.';
