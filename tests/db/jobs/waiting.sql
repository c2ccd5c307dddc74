-- Jobs that wait for jobs: chains, children that come together, and what becomes of failures.
begin;
select plan(27);
\ir queue.psql

create function pg_temp.after(variadic prerequisites uuid[]) returns uuid
language sql
as $$
    select jobs.enqueue('test.plain', '{"who": "waits"}', after => prerequisites)
$$;
create function pg_temp.finish(n integer) returns void
language sql
as $$
    select jobs.complete(q.id, q.lease, jsonb_build_object('n', n))
    from jobs.job_queue as q where q.id = pg_temp.job(n)
$$;

-- fan-in --------------------------------------------------------------------------------------

select pg_temp.put(1);
select pg_temp.put(2);
create temp table parent as select pg_temp.after(pg_temp.job(1), pg_temp.job(2)) as id;
select results_eq(
    'select q.waits_for, q.is_ready from jobs.job_queue as q join parent using (id)',
    $$ values (2, false) $$, 'a job waits for two'
);
select is((select count(*) from pg_temp.take(batch => 9)), 2::bigint, 'only they are handed out');
select pg_temp.finish(1);
select is_empty('select from pg_temp.take()', 'one that ended is not enough');
select pg_temp.finish(2);
select is((select t.id from pg_temp.take() as t), (select id from parent), 'both are');
select results_eq(
    'select p.status, p.result from parent, jobs.prerequisites(parent.id) as p',
    $$ values ('completed', '{"n": 1}'::jsonb), ('completed', '{"n": 2}') $$,
    'and it sees their results, in its order'
);
select is_empty('select from jobs.job_dependencies', 'nothing is left behind');

-- what has ended, what is not there -------------------------------------------------------------

select lives_ok(
    $$ select pg_temp.after(pg_temp.job(1)) $$, 'what has completed need not be waited for'
);
select is((select count(*) from pg_temp.take()), 1::bigint, 'such a job is ready at once');
select throws_ok(
    $$ select pg_temp.after(pg_temp.job(99)) $$, 'PT404', null, 'an unknown job is refused'
);
select pg_temp.put(3);
select jobs.cancel(pg_temp.job(3));
select throws_ok(
    $$ select pg_temp.after(pg_temp.job(3)) $$, 'PT409',
    format('The job would wait for %s, which is cancelled.', pg_temp.job(3)),
    'one that ended without success too'
);
select lives_ok(
    $$ select jobs.enqueue('test.plain', after => array[pg_temp.job(3)], runs_regardless => true) $$,
    'unless that does not matter'
);
select pg_temp.take(batch => 9);

-- failures go down the chain --------------------------------------------------------------------

select pg_temp.put(4);
create temp table chain as select pg_temp.after(pg_temp.job(4)) as second;
alter table chain add column third uuid, add column cleaner uuid;
update chain set
    third = pg_temp.after(second),
    cleaner = jobs.enqueue(
        'test.plain', '{"who": "cleans"}', after => array[second], runs_regardless => true
    );
select jobs.cancel(pg_temp.job(4));
select results_eq(
    $$
    select a.failure_kind::text, count(*) from jobs.job_archive as a, chain
    where a.id in (chain.second, chain.third) group by 1
    $$,
    $$ values ('prerequisite', 2::bigint) $$, 'who waits for a failure fails, and so on'
);
select is(
    (select t.id from pg_temp.take() as t), (select cleaner from chain),
    'who runs regardless, runs'
);
select is(
    (select p.status from chain, jobs.prerequisites(chain.cleaner) as p), 'failed',
    'and sees what happened'
);

-- batches refer to their own elements -----------------------------------------------------------

create temp table flow as
select row_number() over () as place, id
from jobs.enqueue_many('[
    {"job_type": "test.plain", "payload": {"child": 1}},
    {"job_type": "test.plain", "payload": {"child": 2}},
    {"job_type": "test.plain", "payload": {"parent": true}, "after": [0, 1]}
]') as id;
select is(
    (
        select q.after from jobs.job_queue as q join flow using (id) where flow.place = 3
    ),
    (select array_agg(id order by place) from flow where place < 3),
    'places in the batch stand for its jobs'
);
select jobs.finish(
    array['test.plain'], array_agg(t.id), array_agg(t.lease)
) from pg_temp.take(batch => 9) as t;
select is(
    (select t.payload from pg_temp.take() as t), '{"parent": true}'::jsonb,
    'children that end together free their parent'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain", "after": [0]}]') $$, 'PT422',
    'Job 0 of the batch waits for one that does not come before it.', 'nobody waits for itself'
);
select throws_ok(
    $$ select jobs.enqueue_many(
        '[{"job_type": "test.plain", "after": [1]}, {"job_type": "test.plain"}]'
    ) $$,
    'PT422', null, 'or for who comes later'
);

-- follow-ups ------------------------------------------------------------------------------------

select pg_temp.put(5);
create temp table held as select t.id, t.lease from pg_temp.take() as t;
select jobs.complete(
    id, lease, null, '[{"job_type": "test.plain", "payload": {"next": 1}}]'
) from held;
select is(
    (select t.payload from pg_temp.take() as t), '{"next": 1}'::jsonb,
    'a follow-up comes with the completion'
);
select pg_temp.put(6);
select pg_temp.put(7);
truncate held;
insert into held select t.id, t.lease from pg_temp.take(batch => 2) as t;
create temp table answer as
select jobs.finish(
    array['test.plain'],
    (select array_agg(id order by id) from held), (select array_agg(lease order by id) from held),
    null,
    jsonb_build_object('1', '[{"job_type": "no.such"}]'::jsonb)
) as refused;
select is(
    (select refused #>> '{0,code}' from answer), 'PT404',
    'a completion with a follow-up that cannot be is refused'
);
select is((select refused -> 0 -> 'place' from answer), '1'::jsonb, 'by its place');
select results_eq(
    $$
    select count(*) filter (where q.id is not null), count(*) filter (where q.id is null)
    from held left join jobs.job_queue as q using (id)
    $$,
    $$ values (1::bigint, 1::bigint) $$, 'and the one beside it went through'
);

-- delays and workspaces -------------------------------------------------------------------------

select pg_temp.put(8);
create temp table later as
select jobs.enqueue(
    'test.plain', after => array[pg_temp.job(8)], run_at => now() + interval '1 hour'
) as id;
select is(jobs.seconds_to_next(), null, 'who waits for others wakes nobody by the clock');
select jobs.cancel(q.id) from jobs.job_queue as q join held using (id);
select jobs.complete(t.id, t.lease) from pg_temp.take(batch => 9) as t;
select results_eq(
    'select q.waits_for, q.is_ready from jobs.job_queue as q join later using (id)',
    $$ values (0, false) $$, 'after the others comes the clock'
);
select cmp_ok(jobs.seconds_to_next(), '>', 3500::double precision, 'which is heard again');
insert into jobs.job_queue (id, job_type, after, waits_for, is_ready)
values (pg_temp.job(9), 'test.plain', array[pg_temp.job(98)], 1, false);
insert into jobs.job_dependencies (waits_for_id, job_id) values (pg_temp.job(98), pg_temp.job(9));
select is(jobs.mend_dependencies(), 1, 'who waits for a job that is gone is found by the upkeep');
select is((select t.id from pg_temp.take() as t), pg_temp.job(9), 'and runs');
select * from finish();
rollback;
