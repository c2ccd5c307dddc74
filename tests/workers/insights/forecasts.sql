-- Statements of the tests of the job insights.forecast.

-- name: prepare
insert into auth.users (id, email) values (%(person)s::uuid, %(person)s::text || '@example.com');
insert into public.workspaces (id, name, slug, owner_id)
values (%(workspace)s::uuid, 'Forecasts', 'forecasts-' || left(%(workspace)s::text, 8), %(person)s::uuid);
insert into public.products (id, workspace_id, name, category, base_price, current_price, currency)
values (%(product)s::uuid, %(workspace)s::uuid, 'Rug', 'rugs', 20, 20, 'SAR');
insert into public.revenue_daily (workspace_id, date, currency, revenue, orders_count)
select %(workspace)s::uuid, (now() at time zone 'UTC')::date - n, 'SAR', 100 + 10 * (n %% 7), 1
from generate_series(1, 40) as n;
insert into public.revenue_breakdown (
    workspace_id, product_id, category, date, currency, units, revenue
)
select
    %(workspace)s::uuid, %(product)s::uuid, 'rugs', (now() at time zone 'UTC')::date - n, 'SAR', 5,
    100 + 10 * (n %% 7)
from generate_series(1, 40) as n

-- name: enqueue
select jobs.enqueue('insights.forecast', workspace_id => %(workspace)s::uuid) as id

-- name: enqueue_for_all
select jobs.enqueue('insights.forecast') as id

-- name: ended
select a.status::text, a.result, a.progress
from jobs.job_archive as a
where a.id = %(job)s::uuid

-- name: forecast_jobs
select count(*) as jobs
from (
    select q.workspace_id from jobs.job_queue as q where q.job_type = 'insights.forecast'
    union all
    select a.workspace_id from jobs.job_archive as a where a.job_type = 'insights.forecast'
) as j
where j.workspace_id = %(workspace)s::uuid

-- name: predictions
select
    p.horizon_days,
    count(*) as days,
    min(p.date) = p.predicted_on and p.predicted_on = (now() at time zone 'UTC')::date as is_next,
    bool_and(p.interval_low <= p.predicted_revenue and p.predicted_units > 0) as is_whole
from public.revenue_predictions as p
where p.workspace_id = %(workspace)s::uuid
group by p.horizon_days, p.predicted_on
order by p.horizon_days
