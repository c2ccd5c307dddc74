-- Deadlines, crashes, and what the clock does.
begin;
select plan(29);
\ir queue.psql

create function pg_temp.kind(n integer) returns text
language sql
as $$
    select a.failure_kind::text from jobs.job_archive as a where a.id = pg_temp.job(n)
$$;
create function pg_temp.silence(n integer) returns integer
language sql
as $$
    update jobs.job_queue set lease_expires_at = now() - interval '1 s' where id = pg_temp.job(n);
    select jobs.reap()
$$;

create function pg_temp.begin_alone(n integer) returns void
language sql
as $$
    select jobs.heartbeat(
        q.worker_id,
        jsonb_build_array(jsonb_build_object(
            'id', q.id, 'lease', q.lease, 'progress', '{"fraction": 0}'::jsonb
        ))
    )
    from jobs.job_queue as q where q.id = pg_temp.job(n)
$$;

-- deadlines -------------------------------------------------------------------------------------

select throws_ok(
    $$ select jobs.enqueue('test.plain', deadline => now() - interval '1 s') $$, 'PT422', null,
    'a deadline in the past is refused'
);
select throws_ok(
    $$ select jobs.enqueue(
        'test.plain', run_at => now() + interval '2 h', deadline => now() + interval '1 h'
    ) $$,
    'PT422', null, 'or one before the job may run'
);
select pg_temp.put(1);
update jobs.job_queue set deadline = now() + interval '90 s' where id = pg_temp.job(1);
select ok(
    (select t.seconds_to_deadline between 60 and 90 from pg_temp.take() as t),
    'a worker is told how much time is left'
);
select is(
    jobs.fail(pg_temp.job(1), 1, 'Broke.', retry_after_seconds => 100), 'failed'::jobs.job_status,
    'no attempt is made after the deadline'
);
select is(pg_temp.kind(1), 'deadline', 'and that is why it failed');
select pg_temp.put(2);
update jobs.job_queue set deadline = now() - interval '1 s' where id = pg_temp.job(2);
select is_empty('select from pg_temp.take()', 'nobody gets a job that is too late');
select is(jobs.expire(), 1, 'the chores end it');
select results_eq(
    $$ select a.status::text, a.attempts from jobs.job_archive as a where a.id = pg_temp.job(2) $$,
    $$ values ('failed', 0) $$, 'as failed, without an attempt'
);
select lives_ok($$ select jobs.retry(pg_temp.job(2)) $$, 'a person can still have it run');
select is(
    (select q.deadline from jobs.job_queue as q where q.id = pg_temp.job(2)), null,
    'without the deadline that has passed'
);
select jobs.complete(t.id, t.lease) from pg_temp.take() as t;

-- crashes ---------------------------------------------------------------------------------------

select pg_temp.put(3);
select pg_temp.take();
select is(pg_temp.silence(3), 1, 'the lease of a silent worker ends');
select is((select t.crashes from pg_temp.take() as t), 1, 'who gets the job is told of it');
select pg_temp.silence(3);
select is(
    (select array[t.crashes, t.attempts] from pg_temp.take() as t), array[1, 2],
    'a worker that dies before it begins the job costs it neither a crash nor an attempt'
);
select pg_temp.begin_alone(3);
select pg_temp.silence(3);
select pg_temp.take();
select pg_temp.begin_alone(3);
select pg_temp.silence(3);
select is(pg_temp.status(3), 'failed', 'the third crash sets it aside');
select is(pg_temp.kind(3), 'poison', 'as poison');
select matches(
    (select a.error_detail from jobs.job_archive as a where a.id = pg_temp.job(3)),
    'attempt 3 of 5.*set aside', 'with the story'
);
select lives_ok($$ select jobs.retry(pg_temp.job(3)) $$, 'it can be tried again');
select is((select t.crashes from pg_temp.take() as t), 0, 'with a clean slate');
select jobs.complete(pg_temp.job(3), 5);
select pg_temp.put(4);
select pg_temp.take();
update jobs.job_queue set lease_expires_at = now() + interval '1 h' where id = pg_temp.job(4);
select is(jobs.reap(), 1, 'a lease that no heartbeat can have given ends too: the clock went back');
select jobs.release(jsonb_build_array(jsonb_build_object('id', t.id, 'lease', t.lease)))
from pg_temp.take() as t;
select is(
    (select array[q.attempts, q.crashes] from jobs.job_queue as q where q.id = pg_temp.job(4)),
    array[1, 1], 'giving a job back takes the attempt back, not the crash'
);

-- what a lost answer brought --------------------------------------------------------------------

select pg_temp.put(5);
create temp table held as select t.id, t.lease from pg_temp.take(batch => 9) as t;
select is(
    jobs.release_others(
        md5('worker')::uuid,
        (select jsonb_build_array(jsonb_build_object('id', id, 'lease', lease)) from held limit 1)
    ),
    1, 'a worker gives back what it does not know that it holds'
);
select is(
    (select count(*) from jobs.job_queue as q where q.status = 'processing'), 1::bigint,
    'and keeps the rest'
);

-- chores ----------------------------------------------------------------------------------------

delete from jobs.chores;
select jobs.do_chores();
update jobs.job_queue set lease_expires_at = now() - interval '1 s' where status = 'processing';
select jobs.do_chores();
select is(
    (select count(*) from jobs.job_queue as q where q.status = 'processing'), 1::bigint,
    'chores are done once a second'
);
update jobs.chores set done_at = now() + interval '1 h';
select jobs.do_chores();
select is(
    (select count(*) from jobs.job_queue as q where q.status = 'processing'), 0::bigint,
    'but not put off by a clock that was put back'
);

-- An attempt that began while the clock was an hour ahead, and failed once it was put back.
select pg_temp.put(6);
update jobs.job_queue
set
    status = 'retrying', is_ready = false, attempts = 1, started_at = now() + interval '60 min',
    scheduled_at = now() + interval '61 min'
where id = pg_temp.job(6);
update jobs.chores set done_at = '-infinity' where chore = 'reap';
select jobs.do_chores();
select ok(
    (
        select q.scheduled_at between now() + interval '59 s' and now() + interval '62 s'
        from jobs.job_queue as q where q.id = pg_temp.job(6)
    ),
    'a failure that comes late waits as long as was meant, not for the hour to come again'
);
delete from jobs.job_queue where id = pg_temp.job(6);

-- requeue by filter -----------------------------------------------------------------------------

select jobs.complete(t.id, t.lease) from pg_temp.take(batch => 9) as t;
insert into jobs.job_archive (
    id, workspace_id, job_type, payload, priority, status, attempts, max_attempts, lease,
    failure_kind, error_message, scheduled_at, created_at, completed_at
)
select
    pg_temp.job(n), case when n = 13 then pg_temp.job(0) end, 'test.plain', '{}', 0, 'failed', 5,
    5, 5, case when n = 12 then 'poison' else 'error' end::jobs.failure_kind,
    case when n = 11 then 'Out of paper.' else 'Broke.' end, now(), now(),
    now() - case when n = 14 then interval '2 days' else interval '0' end
from generate_series(10, 14) as n;
select results_eq(
    $$ select r from jobs.retry_failed(message_like => 'Out of%') as r $$,
    $$ values (pg_temp.job(11)) $$, 'by message'
);
select results_eq(
    $$ select r from jobs.retry_failed(failure_kind => 'poison') as r $$,
    $$ values (pg_temp.job(12)) $$, 'by kind'
);
select results_eq(
    $$ select r from jobs.retry_failed(workspace_id => pg_temp.job(0)) as r $$,
    $$ values (pg_temp.job(13)) $$, 'by workspace'
);
select results_eq(
    $$ select r from jobs.retry_failed('test.plain') as r $$,
    $$ values (pg_temp.job(10)) $$, 'of the last day'
);
select * from finish();
rollback;
