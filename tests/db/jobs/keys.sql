-- Unique keys: the first stays, the last wins, or the waiting one is changed.
begin;
select plan(19);
\ir queue.psql

create function pg_temp.keyed(payload jsonb, on_duplicate text, run_at timestamptz default now())
returns uuid
language sql
as $$
    select jobs.enqueue(
        'test.plain', keyed.payload, dedup_key => 'report', on_duplicate => keyed.on_duplicate,
        run_at => keyed.run_at
    )
$$;
create function pg_temp.live() returns setof text
language sql
as $$
    select q.status || ' ' || q.payload::text
    from jobs.job_queue as q where q.job_type = 'test.plain' order by q.created_at, q.id
$$;

-- keep_first ----------------------------------------------------------------------------------

create temp table first_one as select pg_temp.keyed('{"n": 1}', 'keep_first') as id;
select is(
    pg_temp.keyed('{"n": 2}', 'keep_first'), (select id from first_one),
    'keep_first: the second enqueue returns the first job'
);
select results_eq(
    'select pg_temp.live()', $$ values ('pending {"n": 1}') $$, 'which stays as it was'
);

-- replace -------------------------------------------------------------------------------------

select is(
    pg_temp.keyed('{"n": 3}', 'replace', now() + interval '1 hour'), (select id from first_one),
    'replace: the waiting job stays the same job'
);
select results_eq(
    'select pg_temp.live()', $$ values ('pending {"n": 3}') $$, 'with the new payload'
);
select is_empty('select from pg_temp.take()', 'and the new time');
select pg_temp.keyed('{"n": 4}', 'replace');
select is((select t.payload from pg_temp.take() as t), '{"n": 4}'::jsonb, 'and back to now');
select isnt(
    pg_temp.keyed('{"n": 5}', 'replace'), (select id from first_one),
    'replace: beside a running job a new one waits'
);
select results_eq(
    'select pg_temp.live()', $$ values ('processing {"n": 4}'), ('pending {"n": 5}') $$,
    'and the running one goes on'
);
select is(
    pg_temp.keyed('{"n": 6}', 'keep_first'),
    (select q.id from jobs.job_queue as q where q.payload = '{"n": 5}'),
    'the key is now the waiting one''s'
);

-- keep_last -----------------------------------------------------------------------------------

select pg_temp.keyed('{"n": 7}', 'keep_last');
select results_eq(
    'select pg_temp.live()', $$ values ('processing {"n": 4}'), ('pending {"n": 7}') $$,
    'keep_last: the waiting one makes way'
);
select results_eq(
    $$
    select a.status::text, a.failure_kind::text, a.error_message from jobs.job_archive as a
    where a.job_type = 'test.plain'
    $$,
    $$ values ('cancelled', 'superseded', 'A newer job took its place.') $$, 'and says why'
);
select throws_ok(
    $$ select pg_temp.keyed('{}', 'keep_all') $$, 'PT422', 'on_duplicate cannot be "keep_all".',
    'anything else is refused'
);
select throws_ok(
    $$ select jobs.enqueue(
        'test.plain', dedup_key => 'x', on_duplicate => 'replace', after => array[pg_temp.job(1)]
    ) $$,
    'PT422', null, 'a job that waits for others replaces none'
);
select throws_ok(
    $$ select jobs.enqueue('test.plain', dedup_key => '') $$, '23514', null, 'a key is not empty'
);

-- what a failed attempt leaves is replaced with a fresh start -----------------------------------

create temp table fragile as
select jobs.enqueue('test.fragile', '{"n": 1}', dedup_key => 'k') as id;
select pg_temp.take('test.fragile');
select jobs.fail(id, 1, 'broke') from fragile;
select jobs.enqueue('test.fragile', '{"n": 2}', dedup_key => 'k', on_duplicate => 'replace');
select results_eq(
    $$
    select q.status::text, q.attempts, q.error_message from jobs.job_queue as q
    where q.job_type = 'test.fragile'
    $$,
    $$ values ('pending', 0, null::text) $$, 'a replaced job has all its attempts again'
);

-- retrying what a newer job has replaced --------------------------------------------------------

select jobs.complete(t.id, t.lease) from pg_temp.take('test.fragile') as t;
select jobs.enqueue('test.fragile', dedup_key => 'old');
select jobs.cancel(q.id) from jobs.job_queue as q where q.dedup_key = 'old';
select jobs.enqueue('test.fragile', dedup_key => 'old');
select throws_ok(
    $$ select jobs.retry(a.id) from jobs.job_archive as a where a.dedup_key = 'old' $$,
    'PT409', null, 'a job whose key a newer one has is not retried'
);
select is(
    (select count(*) from jobs.job_archive as a where a.dedup_key = 'old'), 1::bigint,
    'and stays where it is'
);

-- batches -------------------------------------------------------------------------------------

select is(
    (
        select count(distinct id)
        from jobs.enqueue_many(
            '[{"job_type": "test.small", "dedup_key": "b"},
              {"job_type": "test.small", "dedup_key": "b", "on_duplicate": "keep_last"}]'
        ) as id
    ),
    2::bigint, 'the elements of a batch meet each other by their keys'
);
select is(
    (select count(*) from jobs.job_queue as q where q.dedup_key = 'b'), 1::bigint,
    'and one of them is left'
);
select * from finish();
rollback;
