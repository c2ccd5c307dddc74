-- Leases: who holds a job may end it, nobody else; what is dropped comes back.
begin;
select plan(33);
\ir queue.psql

create function pg_temp.lease(n integer) returns integer
language sql stable
as $$
    select q.lease from jobs.job_queue as q where q.id = pg_temp.job(n)
$$;

-- completing --------------------------------------------------------------------------------

select pg_temp.put(1);
select throws_ok(
    $$ select jobs.complete(pg_temp.job(1), 0) $$, 'JQ409', null,
    'what nobody holds cannot be completed'
);
select is((select t.id from pg_temp.take() as t), pg_temp.job(1), 'a job is claimed');
select is(pg_temp.status(1), 'processing', 'and runs');
select is((select count(*) from pg_temp.take()), 0::bigint, 'nobody else gets it');
select throws_ok(
    $$ select jobs.complete(pg_temp.job(1), 2) $$, 'JQ409',
    format('The lease of job %s was lost; nothing was written.', pg_temp.job(1)),
    'another lease cannot complete it'
);
select throws_ok(
    $$ select jobs.fail(pg_temp.job(1), null, 'x') $$, 'JQ409', null, 'nor can none'
);
select lives_ok($$ select jobs.complete(pg_temp.job(1), 1, '{"a": 1}') $$, 'its own lease can');
select is(
    (select a.result from jobs.job_archive as a where a.id = pg_temp.job(1)), '{"a": 1}'::jsonb,
    'the result is kept'
);
select is_empty(
    $$ select from jobs.job_queue where id = pg_temp.job(1) $$, 'the hot table is clean again'
);
select throws_ok(
    $$ select jobs.complete(pg_temp.job(1), 1) $$, 'JQ409', null, 'twice is once too often'
);

-- failing -----------------------------------------------------------------------------------

select pg_temp.put(2, 'test.fragile');
select pg_temp.take('test.fragile');
select is(
    jobs.fail(pg_temp.job(2), 1, 'first', 'trace'), 'retrying'::jobs.job_status,
    'a first failure waits for the second attempt'
);
select ok(
    (
        select q.scheduled_at between now() + interval '5 s' and now() + interval '10 s'
        from jobs.job_queue as q where q.id = pg_temp.job(2)
    ),
    'for between half and all of the backoff'
);
select is((select count(*) from pg_temp.take('test.fragile')), 0::bigint, 'and is not claimed before');
select lives_ok($$ select jobs.retry(pg_temp.job(2)) $$, 'a person can cut the wait short');
select is((select t.attempts from pg_temp.take('test.fragile') as t), 2, 'then it runs again');
select is(
    jobs.fail(pg_temp.job(2), 2, 'second'), 'failed'::jobs.job_status, 'the last attempt is the last'
);
select is(
    (select a.error_message from jobs.job_archive as a where a.id = pg_temp.job(2)), 'second',
    'its error stays'
);
select lives_ok($$ select jobs.retry(pg_temp.job(2)) $$, 'a dead job can be retried');
select is(
    (select array[t.attempts, t.lease] from pg_temp.take('test.fragile') as t), array[1, 3],
    'with all its attempts, under a new lease'
);
select throws_ok(
    $$ select jobs.complete(pg_temp.job(2), 1) $$, 'JQ409', null,
    'so that its first life cannot end its second'
);
select cmp_ok(
    (
        select max(extract(epoch from jobs.backoff(t, 1000)))
        from jobs.job_types as t cross join generate_series(1, 50)
    ), '<=', 3600::numeric, 'no backoff passes the limit'
);
select cmp_ok(
    (
        select count(distinct jobs.backoff(t, 3))
        from jobs.job_types as t cross join generate_series(1, 20)
        where t.job_type = 'test.fragile'
    ), '>', 15::bigint, 'and no two are alike'
);

-- giving back and falling silent ------------------------------------------------------------

select pg_temp.put(3);
select pg_temp.take();
select is(
    jobs.release(jsonb_build_array(jsonb_build_object('id', pg_temp.job(3), 'lease', 9))), 0,
    'only the holder gives back'
);
select is(
    jobs.release(jsonb_build_array(jsonb_build_object('id', pg_temp.job(3), 'lease', 1))), 1,
    'what is given back'
);
select is(
    (select array[q.status::text, q.attempts::text] from jobs.job_queue as q where q.id = pg_temp.job(3)),
    array['pending', '0'], 'has not been tried'
);
select pg_temp.take();
select is(jobs.reap(), 0, 'a lease that runs is left alone');
update jobs.job_queue set lease_expires_at = now() - interval '1 s' where id = pg_temp.job(3);
select is(
    (select h.state from jobs.heartbeat(
        gen_random_uuid(),
        jsonb_build_array(jsonb_build_object('id', pg_temp.job(3), 'lease', 2))
    ) as h),
    'held', 'a late heartbeat is still in time while nobody else has the job'
);
update jobs.job_queue set lease_expires_at = now() - interval '1 s' where id = pg_temp.job(3);
select is(jobs.reap(), 1, 'a lease that ended is taken back');
select is(
    (select array[q.status::text, q.error_message] from jobs.job_queue as q where q.id = pg_temp.job(3)),
    array['retrying', 'The worker fell silent during attempt 1 of 5.'], 'and the job goes on'
);
update jobs.job_queue set max_attempts = 2 where id = pg_temp.job(3);
select pg_temp.take();
-- Begun alone, with a mark: without it the crash would not count.
select jobs.heartbeat(
    md5('worker')::uuid,
    jsonb_build_array(
        jsonb_build_object(
            'id', q.id, 'lease', q.lease, 'progress', jsonb_build_object('fraction', 0)
        )
    )
)
from jobs.job_queue as q where q.id = pg_temp.job(3);
update jobs.job_queue set lease_expires_at = now() - interval '1 s' where id = pg_temp.job(3);
select jobs.reap();
select is(pg_temp.status(3), 'failed', 'a job that ends its workers is set aside');

-- limits and places -------------------------------------------------------------------------

select pg_temp.put(4, 'test.single');
select pg_temp.put(5, 'test.single');
select is(
    (select count(*) from pg_temp.take('test.single', 5)), 1::bigint, 'a limit holds in one batch'
);
select is((select count(*) from pg_temp.take('test.single', 5)), 0::bigint, 'and over batches');
select jobs.complete(q.id, q.lease)
from jobs.job_queue as q where q.job_type = 'test.single' and q.status = 'processing';
select is(
    (select count(*) from pg_temp.take('test.single', 5)), 1::bigint, 'a place that gets free is filled'
);

select finish();
rollback;
