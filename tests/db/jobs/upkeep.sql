-- Cancelling, failure functions, partitions, retention, deleted workspaces.
begin;
select plan(27);
\ir queue.psql
\ir ../accounts/people.psql

create temp table buried (id uuid, reason text);
create schema test_jobs;
create function test_jobs.note(job jobs.job_queue, reason text) returns void
language sql
as $$
    insert into buried values ((job).id, reason)
$$;
create function test_jobs.stumble(job jobs.job_queue, reason text) returns void
language plpgsql
as $$
begin
    raise exception 'no ink';
end
$$;

-- types -------------------------------------------------------------------------------------

select throws_ok(
    $$ select jobs.register_type('test.bad', 'x', apply_function => 'public.nothing') $$, '42883',
    'Job type "test.bad" names a function that does not exist: public.nothing(jobs.job_queue, jsonb).',
    'a type cannot name a function that is not there'
);
select throws_ok(
    $$ select jobs.register_type('test.bad', 'x', apply_function => 'test_jobs.note') $$, '42883',
    null, 'nor one with other arguments'
);
select throws_ok(
    $$ select jobs.register_type('Bad Name', 'x') $$, '23514', null, 'type names have a form'
);
select jobs.register_type('test.noted', 'x', failure_function => 'test_jobs.note');
select jobs.register_type('test.clumsy', 'x', failure_function => 'test_jobs.stumble');

-- cancelling --------------------------------------------------------------------------------

select pg_temp.put(1, 'test.noted');
select is(jobs.cancel(pg_temp.job(1)), 'cancelled', 'a waiting job is cancelled at once');
select is(pg_temp.status(1), 'cancelled', 'for good');
select results_eq(
    'select id, reason from buried', $$ values (pg_temp.job(1), 'Cancelled before it ran.') $$,
    'and its failure function knows'
);
select throws_ok(
    $$ select jobs.cancel(pg_temp.job(1)) $$, 'PT409',
    format('Job %s cannot be cancelled: it is cancelled.', pg_temp.job(1)), 'once is enough'
);
select throws_ok(
    format('select jobs.cancel(%L)', gen_random_uuid()), 'PT404', null, 'nothing is not cancelled'
);
select lives_ok($$ select jobs.retry(pg_temp.job(1)) $$, 'a cancelled job can be retried');
select pg_temp.take('test.noted');
select is(jobs.cancel(pg_temp.job(1)), 'cancelling', 'a running job is asked to stop');
select is(
    (select h.state from jobs.heartbeat(
        gen_random_uuid(),
        jsonb_build_array(jsonb_build_object('id', pg_temp.job(1), 'lease', 1))
    ) as h),
    'cancelled', 'its worker learns it'
);
select is(
    jobs.fail(pg_temp.job(1), 1, 'stopped'), 'cancelled'::jobs.job_status, 'and says when it has'
);
select throws_ok(
    $$ select jobs.retry(gen_random_uuid()) $$, 'PT404', null, 'nothing is not retried'
);
select pg_temp.put(2);
select throws_ok(
    $$ select jobs.retry(pg_temp.job(2)) $$, 'PT409', null, 'a waiting job needs no retry'
);

select pg_temp.put(3, 'test.clumsy');
select is(
    jobs.cancel(pg_temp.job(3)), 'cancelled', 'a failure function that fails keeps no job alive'
);
select matches(
    (select a.error_detail from jobs.job_archive as a where a.id = pg_temp.job(3)),
    'test_jobs\.stumble failed: no ink', 'but it is written down'
);

select jobs.enqueue('test.plain', dedup_key => 'k');
update jobs.job_queue set id = pg_temp.job(4) where dedup_key = 'k';
select jobs.cancel(pg_temp.job(4));
select jobs.enqueue('test.plain', dedup_key => 'k');
select throws_ok(
    $$ select jobs.retry(pg_temp.job(4)) $$, 'PT409',
    format('Job %s cannot be retried: a newer one does its work.', pg_temp.job(4)),
    'a retry does not double a live job'
);

-- partitions and retention ------------------------------------------------------------------

insert into jobs.job_archive (
    id, job_type, payload, priority, status, attempts, max_attempts, lease, scheduled_at,
    completed_at, created_at
)
select pg_temp.job(10 + n::integer), 'test.plain', '{}', 0, 'completed', 1, 5, 1, now(), t, t
from unnest(array[now() + interval '9 days', now() - interval '40 days'])
with ordinality as moments (t, n);
select jobs.extend_archive(9);
select is(
    (select a.tableoid::regclass::text from jobs.job_archive as a where a.id = pg_temp.job(11)),
    'jobs.job_archive_' || to_char((now() + interval '9 days') at time zone 'UTC', 'YYYYMMDD'),
    'a new partition takes its rows out of the default one'
);
select is(jobs.extend_archive(9), 0, 'what is there is not made again');
select is(
    (
        select count(*) from pg_class as c
        where c.relname ~ '^job_archive_\d+$' and not c.relrowsecurity
    ),
    0::bigint, 'partitions have row level security'
);
create table jobs.job_archive_20200101 partition of jobs.job_archive
for values from ('2020-01-01 00:00:00+00') to ('2020-01-02 00:00:00+00');
select is(
    jobs.maintain(30) ->> 'partitions_dropped', '1', 'partitions past retention are dropped'
);
select is_empty(
    $$ select from jobs.job_archive where id = pg_temp.job(12) $$,
    'and so are old rows of the default partition'
);
select throws_ok($$ select jobs.maintain(0) $$, 'PT422', null, 'retention is at least a day');

-- deleted workspaces ------------------------------------------------------------------------

select pg_temp.put(20, workspace => pg_temp.workspace('Studio'));
select pg_temp.put(21, workspace => pg_temp.workspace('Studio'));
select jobs.cancel(pg_temp.job(21));
insert into jobs.schedules (schedule, job_type, cron_line, workspace_id)
values ('test', 'test.plain', '* * * * *', pg_temp.workspace('Studio'));
select pg_temp.put(22, workspace => gen_random_uuid());
delete from public.workspaces where id = pg_temp.workspace('Studio');
select is(
    array[pg_temp.status(20), pg_temp.status(21)], array[null, null]::text [],
    'a deleted workspace takes its jobs along'
);
select is_empty($$ select from jobs.schedules where schedule = 'test' $$, 'and its schedules');
select is(pg_temp.status(22), 'pending', 'not those of others');
select jobs.maintain();
select is(pg_temp.status(22), null, 'jobs of a workspace that is not there are swept away');

select finish();
rollback;
