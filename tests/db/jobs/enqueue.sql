-- Enqueue: what may go in, what is refused, what is a duplicate.
begin;
select plan(24);
\ir queue.psql

select jobs.enqueue('test.fragile');
select is(
    (
        select array[q.status::text, q.priority::text, q.attempts::text, q.max_attempts::text]
        from jobs.job_queue as q where q.job_type = 'test.fragile'
    ),
    array['pending', '0', '0', '2'],
    'a job starts pending, with its type''s attempts'
);
select throws_ok(
    $$ select jobs.enqueue('no.such') $$, 'PT404', 'Unknown job type "no.such".',
    'an unknown type is refused'
);
do $$
declare
    said text;
begin
    perform jobs.enqueue('no.such');
exception when others then
    get stacked diagnostics said = pg_exception_hint;
    perform set_config('test.hint', said, true);
end
$$;
select matches(
    current_setting('test.hint'), 'jobs\.register_type\(''no\.such''.*@handler',
    'and the hint says how to register it'
);
select throws_ok(
    $$ select jobs.enqueue('test.small', '{"text": "too much for this"}') $$, 'PT413',
    'The payload has 29 bytes; a test.small job takes at most 20.', 'the limit is stated'
);
select lives_ok(
    $$ select jobs.enqueue('test.small', '{"text": "enough"}') $$, 'what fits is taken'
);
select throws_ok(
    $$ select jobs.enqueue('test.plain', '[]') $$, 'PT422', null, 'a payload is an object'
);
select throws_ok(
    $$ select jobs.enqueue('test.plain', null) $$, 'PT422', null, 'null is none'
);
select throws_ok(
    $$ select jobs.enqueue('test.plain', priority => 101) $$, 'PT422', null,
    'priorities have an end'
);
select throws_ok(
    $$ select jobs.enqueue('test.plain', max_attempts => 0) $$, '23514', null,
    'a job has an attempt'
);

-- later -------------------------------------------------------------------------------------

select jobs.enqueue('test.single', run_at => now() + interval '1 hour');
select is(
    (select count(*) from pg_temp.take('test.single')), 0::bigint, 'a job for later waits'
);
select cmp_ok(jobs.seconds_to_next(), '>', 3500::double precision, 'and it is known how long');
update jobs.job_queue set scheduled_at = now() where job_type = 'test.single';
select is(
    (select count(*) from pg_temp.take('test.single')), 1::bigint, 'its time comes'
);
select is(jobs.seconds_to_next(), null, 'then nothing is left to wait for');

-- duplicates --------------------------------------------------------------------------------

create temp table keyed as
select jobs.enqueue('test.plain', dedup_key => 'k') as id;
select is(
    jobs.enqueue('test.plain', dedup_key => 'k'), (select id from keyed),
    'a live job''s key gives that job'
);
select isnt(
    jobs.enqueue('test.fragile', dedup_key => 'k'), (select id from keyed),
    'another type has its own keys'
);
select isnt(
    jobs.enqueue('test.plain', workspace_id => gen_random_uuid(), dedup_key => 'k'),
    (select id from keyed), 'another workspace too'
);
select jobs.complete(t.id, t.lease) from pg_temp.take('test.plain', 100) as t;
select isnt(
    jobs.enqueue('test.plain', dedup_key => 'k'), (select id from keyed),
    'the key of a job that ended is free'
);

-- many --------------------------------------------------------------------------------------

select is(
    (select count(*) from jobs.enqueue_many('[]')), 0::bigint, 'an empty batch is nothing'
);
select throws_ok(
    $$ select jobs.enqueue_many('{"job_type": "test.plain"}') $$, 'PT422', null,
    'a batch is an array'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain"}, {"job_type": "no.such"}]') $$,
    'PT404', 'Unknown job type "no.such".', 'one bad job refuses the batch'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{}]') $$, 'PT404', null, 'a job has a type'
);
select throws_ok(
    $$ select jobs.enqueue_many(
        '[{"job_type": "test.small"}, {"job_type": "test.small", "payload": {"a": "0123456789012345"}}]'
    ) $$,
    'PT413', null, 'one that is too large refuses it too'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain", "payload": "text"}]') $$,
    'PT422', null, 'and one that is no object'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain"}, {"job_type": "test.plain", "priority": 500}]') $$,
    'PT422', null, 'and one of impossible priority'
);

select finish();
rollback;
