-- What operators see of jobs that ended: how many, how fast, and why not.
begin;
select plan(10);
\ir ../accounts/people.psql
\ir queue.psql

-- Ends a job at so many seconds after the start of the last full hour.
create function pg_temp.end_at(
    n integer, seconds integer, outcome text default 'completed', message text default null
)
returns void
language sql
as $$
    insert into jobs.job_archive (
        id, workspace_id, job_type, payload, priority, status, attempts, max_attempts, lease,
        failure_kind, error_message, scheduled_at, started_at, completed_at, created_at
    )
    select
        pg_temp.job(n), pg_temp.workspace('Studio'), 'test.plain', '{"secret": "x"}', 0,
        outcome::jobs.job_status, 2, 5, 1,
        case outcome when 'failed' then 'error'::jobs.failure_kind end, message,
        ended - interval '10 s', ended - interval '4 s', ended, ended - interval '10 s'
    from (
        select
            date_trunc('hour', now()) - interval '1 hour' + make_interval(secs => seconds) as ended
    ) as moment
$$;

select is_empty(
    'select from jobs.throughput where job_type = ''test.plain''', 'nothing has ended'
);
select pg_temp.end_at(1, 61), pg_temp.end_at(2, 62, 'failed', 'Broke.');
select pg_temp.end_at(3, 119, 'failed', 'Broke.'), pg_temp.end_at(4, 120, 'cancelled');
select results_eq(
    $$
    select ended, completed, failed, cancelled, attempts
    from jobs.throughput where job_type = 'test.plain' order by minute
    $$,
    $$
    values
    (3::bigint, 1::bigint, 2::bigint, 0::bigint, 6::bigint),
    (1::bigint, 0::bigint, 0::bigint, 1::bigint, 2::bigint)
    $$,
    'minutes are counted apart'
);
select results_eq(
    $$
    select ended, waited_p50, waited_p99, ran_p50, ran_p99
    from jobs.latency where job_type = 'test.plain'
    $$,
    $$
    values (
        4::bigint, 6::double precision, 6::double precision, 4::double precision,
        4::double precision
    )
    $$,
    'jobs of an hour wait six seconds and run four'
);
update jobs.job_archive
set started_at = scheduled_at - interval '1 s'
where id = pg_temp.job(1);
select is(
    (select waited_p50 > 0 and ran_p99 > 10 from jobs.latency where job_type = 'test.plain'), true,
    'a clock that jumped makes no negative time'
);
select results_eq(
    $$
    select workspace_id, failure_kind::text, error_message, failed, last_job_id
    from jobs.failures where job_type = 'test.plain'
    $$,
    $$
    values (pg_temp.workspace('Studio'), 'error', 'Broke.', 2::bigint, pg_temp.job(3))
    $$,
    'failures with one message are one line, with the last of them'
);
select pg_temp.end_at(5, 180, 'failed', 'Out of paper.');
select is(
    (select count(*) from jobs.failures where job_type = 'test.plain'), 2::bigint,
    'another message is another line'
);

select pg_temp.end_at(6, 60 - 2 * 86400);
select is(
    (select sum(ended) from jobs.throughput where job_type = 'test.plain'), 5::numeric,
    'older days are not read for the throughput of the last'
);

set local role service_role;
select isnt_empty('select from jobs.failures', 'operators see it');
reset role;
select pg_temp.sign_in('dan');
select throws_ok('select * from jobs.throughput', '42501', null, 'members do not');
select throws_ok('select * from jobs.failures', '42501', null, 'nor why jobs of others failed');

select * from finish();
rollback;
