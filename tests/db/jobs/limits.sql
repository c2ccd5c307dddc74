-- Limits and shares: how many run, how fast they start, who gets how much.
begin;
select plan(27);
\ir queue.psql

select jobs.register_type('test.keyed', 'A test.', max_running_per_key => 2);
select jobs.register_type('test.paced', 'A test.', rate_limit => 3, rate_seconds => 60);
select jobs.register_type('test.roomy', 'A test.', max_running_per_workspace => 2);

create function pg_temp.fill(
    job_type text, count integer, workspace uuid default null, limit_key text default null
)
returns void
language sql
as $$
    select jobs.enqueue_many(jsonb_agg(jsonb_build_object(
        'job_type', fill.job_type, 'workspace_id', workspace, 'limit_key', fill.limit_key
    )))
    from generate_series(1, fill.count)
$$;
create function pg_temp.count_taken(job_type text, batch integer) returns integer
language sql
as $$
    select count(*)::integer from pg_temp.take(count_taken.job_type, batch)
$$;

-- a limit is never passed by jobs that come while two workers are looking ------------------------

select is(
    jobs.open_types('{test.keyed,test.plain}'), '{test.plain}'::text[],
    'a limited type with nothing ready is not locked, so that no claim may take from it'
);
select pg_temp.fill('test.keyed', 1, limit_key => 'first');
select is(
    jobs.open_types('{test.keyed,test.plain}'), '{test.keyed,test.plain}'::text[],
    'with something ready it is'
);
select is(pg_temp.count_taken('test.keyed', 9), 1, 'and hands it out');

-- per key ---------------------------------------------------------------------------------------

select pg_temp.fill('test.keyed', 5, limit_key => 'a');
select pg_temp.fill('test.keyed', 1, limit_key => 'b');
select is(pg_temp.count_taken('test.keyed', 9), 3, 'two of one key run, and one of the other');
select is(pg_temp.count_taken('test.keyed', 9), 0, 'then the keys are full');
select jobs.complete(q.id, q.lease) from jobs.job_queue as q
where q.limit_key = 'a' and q.status = 'processing' limit 1;
select is(pg_temp.count_taken('test.keyed', 9), 1, 'who ends makes room');
select pg_temp.fill('test.keyed', 9, pg_temp.job(1), 'a');
select is(pg_temp.count_taken('test.keyed', 9), 2, 'a key of another workspace is another key');
select is(
    (select count(*) from jobs.job_queue as q where q.job_type = 'test.plain' and q.limit_key <> ''),
    0::bigint, 'types without such limits keep no keys'
);
select jobs.register_type('test.keyed', 'A test.');
select is(
    (
        select count(*) from jobs.job_queue as q
        where q.job_type = 'test.keyed' and q.limit_key <> '' and q.status <> 'processing'
    ),
    0::bigint, 'and who loses the limits forgets them'
);
select is(pg_temp.count_taken('test.keyed', 20), 9, 'so that all can run');

-- rates -----------------------------------------------------------------------------------------

select pg_temp.fill('test.paced', 9, limit_key => 'x');
select is(pg_temp.count_taken('test.paced', 9), 3, 'as many at once as the rate allows');
select is(pg_temp.count_taken('test.paced', 9), 0, 'and no more');
select ok(
    jobs.seconds_to_next(array['test.paced']) between 15 and 20, 'until a third of the time is over'
);
select is(jobs.seconds_to_next(array['test.plain']), null, 'which concerns no other type');
update jobs.rates set full_at = full_at - interval '20 s';
select is(pg_temp.count_taken('test.paced', 9), 1, 'then one more starts');
update jobs.rates set full_at = full_at - interval '10 min';
select is(pg_temp.count_taken('test.paced', 9), 3, 'a long rest earns no more than a full allowance');
select pg_temp.fill('test.paced', 1, limit_key => 'y');
select is(pg_temp.count_taken('test.paced', 9), 1, 'another key has its own');

-- per workspace ---------------------------------------------------------------------------------

select pg_temp.fill('test.roomy', 3, pg_temp.job(1));
select is(pg_temp.count_taken('test.roomy', 9), 2, 'two of a workspace');
insert into jobs.workspace_shares (workspace_id, max_running) values (pg_temp.job(2), 3);
select pg_temp.fill('test.roomy', 5, pg_temp.job(2));
select pg_temp.fill('test.plain', 5, pg_temp.job(2));
select is(pg_temp.count_taken('test.plain', 9), 3, 'a workspace''s limit holds for one type');
select is(pg_temp.count_taken('test.roomy', 9), 0, 'and over all');
select jobs.complete(q.id, q.lease) from jobs.job_queue as q
where q.lane = pg_temp.job(2) and q.status = 'processing' limit 1;
select is(pg_temp.count_taken('test.roomy', 9), 1, 'who ends makes room for any');

-- shares ----------------------------------------------------------------------------------------

delete from jobs.job_queue;
delete from jobs.workspace_shares;
insert into jobs.workspace_shares (workspace_id, weight) values (pg_temp.job(1), 3);
select pg_temp.fill('test.plain', 100, pg_temp.job(1));
select pg_temp.fill('test.plain', 100, pg_temp.job(2));
select results_eq(
    $$ select t.workspace_id, count(*) from pg_temp.take(batch => 40) as t group by 1 order by 2 $$,
    $$ values (pg_temp.job(2), 10::bigint), (pg_temp.job(1), 30) $$,
    'weight 3 gets three of four'
);
select ok(
    (
        select count(*) filter (where t.workspace_id = pg_temp.job(1)) between 20 and 40
        from generate_series(1, 40) as n cross join lateral pg_temp.take(batch => n / n) as t
    ),
    'also in claims of one: 30 of 40, give or take'
);

-- nobody starves --------------------------------------------------------------------------------

delete from jobs.job_queue;
insert into jobs.job_queue (job_type, priority, scheduled_at, payload)
select 'test.plain', 50, now(), '{}' from generate_series(1, 500);
insert into jobs.job_queue (job_type, priority, scheduled_at, payload)
values ('test.plain', -50, now() - interval '2 min', '{"old": true}');
insert into jobs.job_queue (job_type, priority, scheduled_at, payload)
values ('test.plain', -100, now(), '{"young": true}');
create temp table taken as
select t.payload, t.priority
from generate_series(1, 400) as n cross join lateral pg_temp.take(batch => n / n) as t;
select ok(
    exists (select from taken where payload = '{"old": true}'),
    'who has waited a minute comes among 400 claims, though urgent ones wait'
);
select ok(
    not exists (select from taken where payload = '{"young": true}'), 'who has not, does not'
);

-- lanes that are known --------------------------------------------------------------------------

delete from jobs.job_queue;
select pg_temp.fill('test.plain', 3, pg_temp.job(1));
select pg_temp.fill('test.plain', 3, pg_temp.job(2));
select is(
    (
        select array_agg(distinct c.workspace_id)
        from jobs.claim(
            md5('worker')::uuid, array['test.plain'], 9,
            jsonb_build_array(jsonb_build_object(
                'job_type', 'test.plain', 'priority', 0, 'lane', pg_temp.job(1),
                'since', now() - interval '1 h'
            ))
        ) as c
    ),
    array[pg_temp.job(1)], 'a claim of known lanes looks nowhere else'
);
select is(
    (
        select count(*)
        from jobs.claim(
            md5('worker')::uuid, array['test.plain'], 9,
            jsonb_build_array(jsonb_build_object(
                'job_type', 'test.plain', 'priority', 0, 'lane', pg_temp.job(2),
                'since', now() + interval '1 h'
            ))
        )
    ),
    0::bigint, 'and at nothing older'
);
select * from finish();
rollback;
