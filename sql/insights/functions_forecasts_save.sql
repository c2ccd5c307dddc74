-- insights: predictions kept, compared with what came, and thinned out.
--
-- security definer: private.compare_forecasts and private.save_forecasts, because forecast_coverage
-- and private.forecast_states are nobody's to write.

create function private.compare_forecasts(workspace uuid, today date) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    since date;
    counted integer;
begin
    insert into private.forecast_states as s (workspace_id)
    values (workspace)
    on conflict on constraint forecast_states_pkey do nothing;
    -- Locked, so that no day is counted twice.
    select s.compared_until into since
    from private.forecast_states as s
    where s.workspace_id = workspace
    for update;
    if since >= today - 1 then
        return 0;
    end if;

    -- Forecasts of one week beyond 7 days are nearly the same: its first one counts.
    with firsts as (
        select
            p.*,
            p.predicted_on = min(p.predicted_on) over (
                partition by
                    p.product_id, p.category, p.currency, p.horizon_days,
                    date_trunc('week', p.predicted_on)
            ) as is_first
        from public.revenue_predictions as p
        where p.workspace_id = workspace
    ),

    come as (
        select f.*
        from firsts as f
        where
            f.date > since
            and f.date < today
            and (f.is_first or f.horizon_days <= 7)
            and f.interval_low is not null
            and f.interval_high is not null
    ),

    compared as (
        select
            c.product_id,
            c.category,
            c.currency,
            c.model,
            c.horizon_days,
            c.predicted_revenue,
            c.interval_low,
            c.interval_high,
            -- A day without a row has sold nothing.
            coalesce(
                case
                    when c.product_id is null and c.category is null
                        then (
                            select d.revenue
                            from public.revenue_daily as d
                            where
                                d.workspace_id = workspace
                                and d.date = c.date
                                and d.currency = c.currency
                        )
                    when c.product_id is not null
                        then (
                            select sum(b.revenue)
                            from public.revenue_breakdown as b
                            where
                                b.workspace_id = workspace
                                and b.product_id = c.product_id
                                and b.date = c.date
                                and b.currency = c.currency
                        )
                    else (
                        select sum(b.revenue)
                        from public.revenue_breakdown as b
                        where
                            b.workspace_id = workspace
                            and b.category = c.category
                            and b.date = c.date
                            and b.currency = c.currency
                    )
                end,
                0
            ) as revenue
        from come as c
    )

    insert into public.forecast_coverage as f (
        workspace_id, product_id, category, currency, model, horizon_days, days, days_within,
        absolute_error
    )
    select
        workspace,
        c.product_id,
        c.category,
        c.currency,
        c.model,
        c.horizon_days,
        count(*),
        count(*) filter (where c.revenue between c.interval_low and c.interval_high),
        sum(abs(c.revenue - c.predicted_revenue))
    from compared as c
    group by c.product_id, c.category, c.currency, c.model, c.horizon_days
    on conflict on constraint forecast_coverage_once do update
    set
        days = f.days + excluded.days,
        days_within = f.days_within + excluded.days_within,
        absolute_error = f.absolute_error + excluded.absolute_error;

    select coalesce(sum(f.days), 0) into counted
    from public.forecast_coverage as f
    where f.workspace_id = workspace;
    update private.forecast_states as s
    set compared_until = today - 1
    where s.workspace_id = workspace;
    return counted;
end
$$;
comment on function private.compare_forecasts(uuid, date) is 'Body of public.compare_forecasts.';

create function public.compare_forecasts(
    workspace uuid, today date default (now() at time zone 'UTC')::date
)
returns integer
language plpgsql
set search_path = ''
as $$
begin
    return private.compare_forecasts(workspace, today);
end
$$;
comment on function public.compare_forecasts(uuid, date) is
'Adds the predicted days before today that have come since the last time to forecast_coverage; '
'returns how many days it holds then, or 0 if nothing was left to compare. Safe to repeat: each '
'day of a prediction counts once. For workers.';

create function private.prune_forecasts(workspace uuid, today date) returns integer
language plpgsql
set search_path = ''
as $$
declare
    pruned integer;
begin
    with ranked as (
        select
            p.id,
            p.predicted_on,
            p.horizon_days,
            min(p.predicted_on) over (
                partition by
                    p.product_id, p.category, p.currency, p.horizon_days,
                    date_trunc('week', p.predicted_on)
            ) as first_of_week,
            max(p.predicted_on) over (
                partition by p.product_id, p.category, p.currency, p.horizon_days
            ) as newest
        from public.revenue_predictions as p
        where p.workspace_id = workspace
    )

    delete from public.revenue_predictions as p
    using ranked as r
    where
        p.id = r.id
        and r.predicted_on < r.newest
        and (
            (r.horizon_days > 7 and r.predicted_on > r.first_of_week)
            or r.predicted_on + r.horizon_days + 14 < today
        );
    get diagnostics pruned = row_count;
    return pruned;
end
$$;
comment on function private.prune_forecasts(uuid, date) is
'Deletes predictions that a newer one of their series and horizon has replaced, once their last '
'day is two weeks gone; of horizons beyond 7 days, all but the first of a week at once, because '
'forecast_coverage does not count those. So every counted day is compared before it goes. Returns '
'how many.';

create function private.save_forecasts(
    workspace uuid, predicted_on date, predictions jsonb, backtests jsonb
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    day constant date := save_forecasts.predicted_on;
    kept integer;
    tested integer;
begin
    -- One at a time; what was predicted earlier that day is replaced.
    perform pg_advisory_xact_lock(hashtextextended('flywheel.forecasts ' || workspace, 0));
    delete from public.revenue_predictions as p
    where p.workspace_id = workspace and p.predicted_on = day and p.horizon_days in (7, 30, 90);

    with series as (
        select s.*
        from jsonb_to_recordset(predictions) as s (
            product_id uuid,
            category text,
            currency text,
            horizon_days integer,
            model text,
            backtest_error numeric,
            baseline_error numeric,
            realised_coverage numeric,
            is_conformal boolean,
            notes jsonb,
            revenue jsonb,
            low jsonb,
            high jsonb,
            units jsonb
        )
        -- A product may have gone while its forecast was made.
        where
            s.product_id is null
            or exists (
                select
                from public.products as p
                where p.workspace_id = workspace and p.id = s.product_id
            )
    )

    insert into public.revenue_predictions (
        workspace_id, product_id, category, date, horizon_days, currency, predicted_revenue,
        predicted_units, interval_low, interval_high, model, backtest_error, baseline_error,
        realised_coverage, is_conformal, notes, predicted_on
    )
    select
        workspace,
        s.product_id,
        s.category,
        day + v.place::integer - 1,
        s.horizon_days,
        s.currency,
        v.value::text::numeric,
        (s.units -> (v.place::integer - 1))::text::numeric,
        (s.low -> (v.place::integer - 1))::text::numeric,
        (s.high -> (v.place::integer - 1))::text::numeric,
        s.model,
        s.backtest_error,
        s.baseline_error,
        s.realised_coverage,
        s.is_conformal,
        array(select jsonb_array_elements_text(s.notes)),
        day
    from series as s
    cross join lateral jsonb_array_elements(s.revenue) with ordinality as v (value, place);
    get diagnostics kept = row_count;

    delete from public.revenue_backtests as b where b.workspace_id = workspace;
    insert into public.revenue_backtests (
        workspace_id, product_id, category, currency, horizon_days, model, predicted_on, date,
        actual_revenue, predicted_revenue, interval_low, interval_high
    )
    select
        workspace,
        s.product_id,
        s.category,
        s.currency,
        s.horizon_days,
        s.model,
        s.predicted_on,
        s.predicted_on + v.place::integer - 1,
        (s.actual -> (v.place::integer - 1))::text::numeric,
        v.value::text::numeric,
        (s.low -> (v.place::integer - 1))::text::numeric,
        (s.high -> (v.place::integer - 1))::text::numeric
    from jsonb_to_recordset(backtests) as s (
        product_id uuid,
        category text,
        currency text,
        horizon_days integer,
        model text,
        predicted_on date,
        actual jsonb,
        revenue jsonb,
        low jsonb,
        high jsonb
    )
    cross join lateral jsonb_array_elements(s.revenue) with ordinality as v (value, place)
    where
        s.product_id is null
        or exists (
            select
            from public.products as p
            where p.workspace_id = workspace and p.id = s.product_id
        );
    get diagnostics tested = row_count;
    return jsonb_build_object(
        'predictions', kept,
        'backtests', tested,
        'pruned', private.prune_forecasts(workspace, day)
    );
end
$$;
comment on function private.save_forecasts(uuid, date, jsonb, jsonb) is
'Body of public.save_forecasts.';

create function public.save_forecasts(
    workspace uuid, predicted_on date, predictions jsonb, backtests jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return private.save_forecasts(workspace, predicted_on, predictions, backtests);
end
$$;
comment on function public.save_forecasts(uuid, date, jsonb, jsonb) is
'Keeps the predictions of a day, one element per series and horizon with a number per day from '
'predicted_on, and the newest backtest, which replaces the one before. Returns how many rows were '
'written, and how many old predictions were deleted. Safe to repeat. For workers.';
