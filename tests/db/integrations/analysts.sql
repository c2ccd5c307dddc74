-- Analysts read the reporting views of the workspaces granted to them, and nothing else.
begin;
select plan(25);
\ir ../accounts/people.psql

insert into public.products (workspace_id, name, base_price, current_price)
values
(pg_temp.workspace('Studio'), 'Yarn', 10, 9),
((select id from public.workspaces where owner_id = pg_temp.person('eve')), 'Tea', 5, 5);
create temporary table goods as
select p.id, p.workspace_id, p.currency from public.products as p where p.name in ('Yarn', 'Tea');
insert into public.price_recommendations (
    workspace_id, product_id, current_price, recommended_price, currency, model
)
select g.workspace_id, g.id, 9, 8, g.currency, 'test-1' from goods as g;
insert into public.price_elasticities (workspace_id, product_id, elasticity, method, observations)
select g.workspace_id, g.id, -2, 'test', 28 from goods as g;
insert into public.competitor_prices (workspace_id, product_id, competitor, price, currency)
select g.workspace_id, g.id, 'Other', 8, g.currency from goods as g;
insert into public.competitor_analysis (workspace_id, product_id, analysis)
select g.workspace_id, g.id, '{}' from goods as g;
insert into public.market_trends (workspace_id, trends) select g.workspace_id, '[]' from goods as g;
insert into public.pricing_runs (workspace_id, reason)
select g.workspace_id, 'request' from goods as g;
insert into public.forecast_coverage (workspace_id, currency, model, horizon_days)
select g.workspace_id, g.currency, 'theta', 7 from goods as g;
insert into public.revenue_backtests (
    workspace_id, currency, horizon_days, model, predicted_on, date, actual_revenue,
    predicted_revenue, interval_low, interval_high
)
select g.workspace_id, g.currency, 7, 'theta', '2026-01-01', '2026-01-02', 1, 1, 0, 2 from goods as g;
insert into jobs.job_archive (
    id, workspace_id, job_type, payload, priority, status, attempts, max_attempts, lease,
    failure_kind, error_message, scheduled_at, started_at, completed_at, created_at
)
select
    gen_random_uuid(), workspace, 'jobs.maintain', '{"secret": "x"}', 0,
    case when n = 1 then 'failed' else 'completed' end::jobs.job_status, 1, 5, 1,
    case when n = 1 then 'error'::jobs.failure_kind end, case when n = 1 then 'Broke.' end,
    '2026-01-01 12:00Z', '2026-01-01 12:00:01Z'::timestamptz + n * interval '1 second',
    '2026-01-01 12:00:30Z', '2026-01-01 12:00Z'
from generate_series(0, 1) as n
cross join (
    values
    (pg_temp.workspace('Studio')),
    ((select id from public.workspaces where owner_id = pg_temp.person('eve')))
) as w (workspace);
-- Which views show a row to the current role.
create function pg_temp.open_views() returns setof text
language plpgsql
as $$
declare
    view_name text;
    is_open boolean;
begin
    for view_name in
        select c.oid::regclass::text
        from pg_class as c
        where c.relnamespace = 'reporting'::regnamespace
        order by c.relname
    loop
        execute format('select exists (select from %s)', view_name) into is_open;
        if is_open then
            return next view_name;
        end if;
    end loop;
end
$$;
grant execute on all functions in schema pg_temp to public;
grant usage on schema extensions to analyst;

select throws_ok(
    $$ select private.add_analyst('Nadia; drop', '{}') $$, '42602', null, 'a name has a form'
);
select throws_ok(
    $$ select private.add_analyst('nadia_test', array[gen_random_uuid()]) $$,
    'PT404', null, 'a workspace has to be there'
);
select throws_ok(
    $$ select private.add_analyst('service_role', '{}') $$,
    '42710', null, 'no other role becomes an analyst'
);
select private.add_analyst('nadia_test', array[pg_temp.workspace('Studio')]);
select private.add_analyst('omar_test', '{}');
select bag_eq(
    $$ select unnest(setconfig) from pg_db_role_setting where setrole = 'nadia_test'::regrole $$,
    array[
        'statement_timeout=60s', 'idle_in_transaction_session_timeout=60s',
        'default_transaction_read_only=on', 'search_path=reporting'
    ],
    'an analyst''s session reads, and not forever'
);
select ok(
    (select rolcanlogin and not rolbypassrls and not rolsuper and not rolcreaterole
    from pg_roles where rolname = 'nadia_test'),
    'the role can sign in and has no powers'
);

set local role nadia_test;
select results_eq(
    'select name from reporting.workspaces', array['Studio'], 'granted workspaces are seen'
);
select results_eq(
    'select name from reporting.products', array['Yarn'], 'and what is in them'
);
select results_eq(
    $$
    select count(*)::integer from (
        select 'recommendation', t.workspace_id from reporting.price_recommendations as t
        union all select 'elasticity', t.workspace_id from reporting.price_elasticities as t
        union all select 'competitor', t.workspace_id from reporting.competitor_prices as t
        union all select 'analysis', t.workspace_id from reporting.competitor_analysis as t
        union all select 'trends', t.workspace_id from reporting.market_trends as t
        union all select 'run', t.workspace_id from reporting.pricing_runs as t
        union all select 'coverage', t.workspace_id from reporting.forecast_coverage as t
        union all select 'backtest', t.workspace_id from reporting.revenue_backtests as t
    ) as seen (what, workspace_id)
    join reporting.workspaces as w on w.id = seen.workspace_id
    $$,
    array[8], 'one of each of prices, competitors and forecasts, of theirs'
);
select results_eq(
    'select job_type, ended, completed, failed from reporting.job_throughput',
    $$ values ('jobs.maintain', 2::bigint, 1::bigint, 1::bigint) $$, 'its jobs, by the minute'
);
select results_eq(
    'select ended, waited_p50, ran_p99 from reporting.job_latency',
    $$ values (2::bigint, 1.5::double precision, 28.99::double precision) $$,
    'how long they waited and ran'
);
select results_eq(
    'select failure_kind::text, error_message, failed from reporting.job_failures',
    $$ values ('error', 'Broke.', 1::bigint) $$, 'and why they failed'
);
select throws_ok('select * from public.products', '42501', null, 'tables are closed');
select throws_ok('select * from public.audit_logs', '42501', null, 'the trail too');
select throws_ok('select * from auth.users', '42501', null, 'people too');
select throws_ok(
    'select * from private.integration_credentials', '42501', null, 'secrets above all'
);
select throws_ok(
    'insert into private.analyst_grants (workspace_id, analyst) select id, current_user '
    'from public.workspaces',
    '42501', null, 'nobody grants themselves more'
);
select throws_ok(
    $$ update reporting.products set name = 'x' $$, '42501', null, 'views are not written'
);
select throws_ok(
    $$ select public.create_workspace('x', 'x') $$, '42501', null, 'functions are closed'
);
reset role;
set local role omar_test;
select is_empty('select pg_temp.open_views()', 'without a grant every view is empty');
reset role;
set local role analyst;
select is_empty('select pg_temp.open_views()', 'the group itself is granted nothing');
reset role;

select private.add_analyst('nadia_test', array[pg_temp.workspace('Studio')], now() - interval '1 s');
set local role nadia_test;
select is_empty('select pg_temp.open_views()', 'a grant that has ended shows nothing');
reset role;
select private.add_analyst('nadia_test', array[pg_temp.workspace('Studio')]);
select is(private.remove_analyst('nadia_test'), 1, 'a grant is taken away');
set local role nadia_test;
select is_empty('select pg_temp.open_views()', 'at once');
reset role;

-- what is in the views --------------------------------------------------------------------

select is_empty(
    $$
    select a.attrelid::regclass, a.attname
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'reporting'::regnamespace
        and a.attname ~ '(email|phone|full_name|ip_address|user_agent|secret|hash|token$|ciphertext|prompt_text)'
    $$,
    'no view has a secret or an address of a person'
);
select is_empty(
    $$
    select c.oid::regclass
    from pg_class as c
    where c.relnamespace = 'reporting'::regnamespace
        and not coalesce(c.reloptions, '{}') @> '{security_barrier=true}'
    $$,
    'every view filters before a reader''s functions see a row'
);

select * from finish();
rollback;
