-- Access: members see the jobs of their workspaces, admins steer them, workers do the rest.
begin;
select plan(59);
\ir ../accounts/people.psql
\ir queue.psql

select pg_temp.put(1, workspace => pg_temp.workspace('Studio'));
select pg_temp.put(2, workspace => pg_temp.workspace('Studio'));
select jobs.cancel(pg_temp.job(2));
select pg_temp.put(3);
insert into public.workspaces (owner_id, name) values (pg_temp.person('eve'), 'Elsewhere');
select pg_temp.put(4, workspace => pg_temp.workspace('Elsewhere'));

create function pg_temp.act_as(role_name text) returns void
language sql
as $$
    select
        set_config('role', role_name, true),
        set_config('request.jwt.claims', jsonb_build_object('role', role_name)::text, true)
$$;
grant execute on all functions in schema pg_temp to public;

-- seeing ------------------------------------------------------------------------------------

select pg_temp.sign_in(viewer) from (values ('dan')) as people (viewer);
select results_eq(
    'select id, status::text from public.job_queue order by created_at',
    $$ values (pg_temp.job(1), 'pending'), (pg_temp.job(2), 'cancelled') $$,
    'a viewer sees the jobs of the workspace, live and ended, and no others'
);
select throws_ok(
    'select payload from jobs.job_queue', '42501', null, 'nobody sees a payload'
);
select throws_ok(
    'select error_detail from jobs.job_archive', '42501', null, 'or a traceback'
);
select throws_ok(
    'select result from jobs.job_archive', '42501', null, 'or a raw result'
);
select throws_ok('select * from jobs.job_types', '42501', null, 'types are closed');
select throws_ok('select * from jobs.workers', '42501', null, 'workers are closed');
select throws_ok('select * from jobs.schedules', '42501', null, 'schedules are closed');
select throws_ok('select * from jobs.schedule_runs', '42501', null, 'their runs are closed');
select throws_ok(
    'select * from jobs.job_archive_default', '42501', null, 'partitions have no side door'
);
select throws_ok(
    $$ insert into jobs.job_queue (job_type) values ('test.plain') $$, '42501', null,
    'nobody enqueues by hand'
);
select throws_ok(
    $$ update jobs.job_queue set priority = 100 $$, '42501', null, 'or jumps the queue'
);
select throws_ok('delete from jobs.job_queue', '42501', null, 'or deletes');
select pg_temp.sign_in('eve');
select results_eq(
    'select id from public.job_queue', $$ values (pg_temp.job(4)) $$, 'a stranger sees their own'
);

-- steering ----------------------------------------------------------------------------------

select throws_ok(
    $$ select public.cancel_job(pg_temp.job(1)) $$, 'PT404',
    format('There is no job %s.', pg_temp.job(1)), 'a stranger finds no job to cancel'
);
select throws_ok(
    $$ select public.retry_job(pg_temp.job(2)) $$, 'PT404', null, 'or to retry'
);
select throws_ok(
    $$ select public.cancel_job(pg_temp.job(3)) $$, 'PT404', null,
    'the platform''s jobs are nobody''s'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select public.cancel_job(pg_temp.job(1)) $$, 'PT403', null, 'a member does not cancel'
);
select throws_ok(
    $$ select public.retry_job(pg_temp.job(2)) $$, 'PT403', null, 'nor retry'
);
select pg_temp.sign_in('bob');
select lives_ok($$ select public.retry_job(pg_temp.job(2)) $$, 'an admin retries');
select is(public.cancel_job(pg_temp.job(1)), 'cancelled', 'and cancels');
select pg_temp.act_as('service_role');
select is(public.cancel_job(pg_temp.job(3)), 'cancelled', 'a worker cancels any job');

-- signed out --------------------------------------------------------------------------------

select pg_temp.act_as('anon');
select throws_ok('select * from public.job_queue', '42501', null, 'anon sees nothing');
select throws_ok(
    format('select public.cancel_job(%L)', pg_temp.job(4)), '42501', null, 'and cancels nothing'
);
select throws_ok(
    format('select public.retry_job(%L)', pg_temp.job(4)), '42501', null, 'and retries nothing'
);

-- workers only ------------------------------------------------------------------------------

select pg_temp.sign_out();
select is(
    (
        select array_agg(r.rolname::text order by r.rolname)
        from pg_roles as r
        where r.rolname in ('anon', 'authenticated', 'service_role')
            and has_function_privilege(r.rolname, p.oid, 'execute')
    ),
    array['service_role'], p.proname || ' is for workers only'
)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and p.proname = any (array[
    'enqueue_job', 'enqueue_jobs', 'register_worker', 'unregister_worker', 'exchange_jobs',
    'heartbeat_jobs', 'complete_job', 'fail_job', 'release_jobs', 'release_other_jobs',
    'job_prerequisites', 'list_job_schedules', 'advance_job_schedule'
]);
select is(
    (
        select array_agg(p.proname::text)
        from pg_proc as p
        where p.pronamespace = 'jobs'::regnamespace
            and (
                has_function_privilege('anon', p.oid, 'execute')
                or has_function_privilege('authenticated', p.oid, 'execute')
            )
    ),
    null, 'no function of schema jobs is for users'
);
select is(
    (
        select array_agg(p.proname::text order by p.proname)
        from pg_proc as p
        where p.pronamespace = 'jobs'::regnamespace and p.prosecdef
    ),
    array[
        'announce', 'broadcast', 'cancel', 'complete', 'delete_workspace_jobs', 'exchange',
        'expire', 'extend_archive', 'fail', 'finish', 'reap', 'release',
        'supersede', 'wake_for_new'
    ],
    'the functions that act as the owner are those that are listed'
);
select is(
    (
        select array_agg(p.oid::regprocedure::text)
        from pg_proc as p
        where p.pronamespace = 'jobs'::regnamespace and p.prosecdef
            and not coalesce(p.proconfig, '{}') @> array['search_path=""']
    ),
    null, 'and each has an empty search_path'
);

-- the whole life of a job with the service key ----------------------------------------------

select pg_temp.act_as('service_role');
select lives_ok(
    $$ select public.enqueue_job('test.plain', '{"a": 1}', dedup_key => 'edge') $$, 'enqueue_job'
);
select lives_ok(
    $$ select public.enqueue_jobs('[{"job_type": "test.fragile"}]') $$, 'enqueue_jobs'
);
select is(
    public.register_worker(
        md5('edge')::uuid, 'host', 1, '0', 'edge', 1, array['test.plain', 'no.such']
    ),
    array['no.such'], 'register_worker names what is not registered'
);
select lives_ok(
    $$ select public.enqueue_job('test.plain', '{"a": 2}') $$, 'an enqueue that wakes the edge'
);
create temp table claimed as
select public.exchange_jobs(md5('edge')::uuid, array['test.plain'], 100) as answer;
select is(
    (
        select count(*)
        from claimed, jsonb_array_elements(claimed.answer -> 'jobs') as j
        where j ->> 'job_type' = 'test.plain' and (j ->> 'lease')::integer >= 1
    ),
    (select jsonb_array_length(answer -> 'jobs')::bigint from claimed), 'exchange_jobs hands out'
);
create temp table held as
select q.id, q.lease, row_number() over (order by q.created_at, q.id) as n
from jobs.job_queue as q where q.status = 'processing';
select is(
    (
        select array_agg(distinct h.state)
        from held
        cross join public.heartbeat_jobs(
            md5('edge')::uuid,
            jsonb_build_array(jsonb_build_object(
                'id', held.id, 'lease', held.lease, 'progress', '{"fraction": 0.5}'::jsonb
            ))
        ) as h
    ),
    array['held'], 'heartbeat_jobs'
);
select lives_ok(
    $$ select public.complete_job(id, lease, '{"ok": true}') from held where n = 1 $$,
    'complete_job'
);
select is(
    (
        select public.exchange_jobs(
            md5('edge')::uuid, array['test.plain'], 0,
            jsonb_build_array(jsonb_build_object('id', id, 'lease', lease))
        ) #>> '{report,refused,0,code}'
        from held where n = 1
    ),
    'JQ409', 'exchange_jobs refuses what was completed already, and says which'
);
select is(public.job_prerequisites(pg_temp.job(1)), '[]', 'job_prerequisites');
select is(
    public.release_other_jobs(md5('nobody')::uuid, '[]'), 0,
    'release_other_jobs takes nothing from other workers'
);
select is(
    (select public.fail_job(id, lease, 'x') from held where n = 2), 'retrying', 'fail_job'
);
select is(
    (
        select public.release_jobs(jsonb_build_array(jsonb_build_object('id', id, 'lease', lease)))
        from held where n = 3
    ),
    1, 'release_jobs'
);
select ok(
    (select count(*) > 0 from public.list_job_schedules()), 'list_job_schedules'
);
select is(
    public.advance_job_schedule(
        'jobs.maintain', 'another line', 'UTC', null, now() + interval '1 hour'
    ),
    null, 'advance_job_schedule does nothing for who has read an older line'
);
select lives_ok(
    $$ select public.unregister_worker(md5('edge')::uuid) $$, 'unregister_worker'
);
select throws_ok(
    $$ select jobs.register_type('test.mine', 'x') $$, '42501', null,
    'the service key registers no types'
);
select throws_ok(
    $$ update jobs.job_types set apply_function = 'private.anything' $$, '42501', null,
    'and changes none: their functions run as the owner'
);

-- the wake-up channel -----------------------------------------------------------------------

select pg_temp.sign_out();
select set_config('realtime.topic', 'jobs', true);
insert into realtime.messages (topic, extension, payload, event, private)
values ('jobs', 'broadcast', '{}', 'wake', true);
select pg_temp.act_as('service_role');
select isnt_empty(
    $$ select from realtime.messages where topic = 'jobs' $$, 'workers may listen to jobs'
);
select pg_temp.sign_in('ada');
select set_config('realtime.topic', 'jobs', true);
select is_empty(
    $$ select from realtime.messages where topic = 'jobs' $$, 'people may not'
);

select finish();
rollback;
