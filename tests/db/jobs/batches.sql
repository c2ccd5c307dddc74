-- Batches: what goes in together, what ends together.
begin;
select plan(19);
\ir queue.psql

create schema apply_test;
create function apply_test.apply(job jobs.job_queue, result jsonb) returns void
language plpgsql
as $$
begin
    if result ->> 'fails' = 'yes' then
        raise exception using errcode = 'PT422', message = 'No.', hint = 'Say yes.';
    end if;
    insert into jobs.chores (chore) values (result ->> 'chore');
end
$$;
select jobs.register_type('test.applied', 'A test.', apply_function => 'apply_test.apply');

-- enqueue ---------------------------------------------------------------------------------------

create temp table added as
select row_number() over () as place, id
from jobs.enqueue_many(
    (select jsonb_agg(jsonb_build_object('job_type', 'test.plain', 'payload', jsonb_build_object('n', n)))
    from generate_series(1, 300) as n)
) as id;
select is(
    (select count(*) from added join jobs.job_queue as q using (id) where q.payload = jsonb_build_object('n', added.place)),
    300::bigint, 'ids come in the order of the batch'
);
select is(
    (select array_agg(place order by id) from added), (select array_agg(place order by place) from added),
    'and are in that order themselves'
);
select is(
    (select count(*) from added where substring(id::text from 15 for 1) <> '7'), 0::bigint,
    'as UUIDs of version 7'
);
select throws_ok(
    $$ select jobs.enqueue_many('{}') $$, 'PT422', 'A batch of jobs must be a JSON array.',
    'a batch is an array'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain"}, {"job_type": "no.such"}]') $$,
    'PT404', 'Unknown job type "no.such".', 'an unknown type is named'
);
select throws_ok(
    $$ select jobs.enqueue_many(
        '[{"job_type": "test.small"}, {"job_type": "test.small", "payload": {"text": "too much for this"}}]'
    ) $$,
    'PT413', 'The payload has 29 bytes; a test.small job takes at most 20.', 'the limit is stated'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain", "payload": 5}]') $$, 'PT422', null,
    'a payload is an object'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain", "priority": 101}]') $$, 'PT422', null,
    'priorities have an end'
);
select throws_ok(
    $$ select jobs.enqueue_many('[{"job_type": "test.plain", "deadline": "2020-01-01"}]') $$,
    'PT422', null, 'a deadline lies ahead'
);
select throws_ok(
    $$
    select jobs.enqueue_many(jsonb_agg('{"job_type": "test.plain"}'::jsonb))
    from generate_series(1, 100001)
    $$,
    'PT413', 'The batch has 100001 jobs; at most 100000 go in at once.', 'a batch has an end'
);
select is((select count(*) from jobs.job_queue), 300::bigint, 'of a refused batch nothing is left');
select is_empty('select jobs.enqueue_many($$[]$$)', 'an empty batch is one');

-- finish ----------------------------------------------------------------------------------------

create temp table held as
select row_number() over () as place, t.id, t.lease from pg_temp.take(batch => 4) as t;
create function pg_temp.finish_all(results jsonb[]) returns jsonb
language sql
as $$
    select jobs.finish(
        array['test.plain', 'test.applied'],
        (select array_agg(id order by place) from held),
        (select array_agg(lease order by place) from held), results
    )
$$;
update jobs.job_queue set lease = lease + 1 where id = (select id from held where place = 2);
select results_eq(
    $$
    select r -> 'place', r ->> 'code'
    from jsonb_array_elements(pg_temp.finish_all(array['1', '2', null, '4']::jsonb[])) as r
    $$,
    $$ values ('2'::jsonb, 'JQ409') $$, 'a lost lease is reported by its place'
);
select is(
    (
        select array_agg(a.result order by held.place)
        from held join jobs.job_archive as a using (id)
    ),
    array['1', null, '4']::jsonb[], 'the others end, with their results'
);

-- and apply -------------------------------------------------------------------------------------

truncate held;
select jobs.enqueue('test.applied') from generate_series(1, 3);
insert into held
select row_number() over () as place, t.id, t.lease from pg_temp.take('test.applied', 3) as t;
create temp table answer as
select pg_temp.finish_all(
    array['{"chore": "one"}', '{"fails": "yes"}', '{"chore": "three"}']::jsonb[]
) as refused;
select is(
    (select refused from answer),
    '[{"place": 2, "code": "PT422", "message": "No.", "hint": "Say yes."}]'::jsonb,
    'what cannot be applied is reported'
);
select is(
    (select array_agg(chore order by chore) from jobs.chores where chore in ('one', 'three')),
    array['one', 'three'], 'what can be, is, once'
);
select is(
    (select q.status::text from held join jobs.job_queue as q using (id)), 'processing',
    'the refused one is still held'
);
select is(
    (select count(a.result) from held join jobs.job_archive as a using (id)), 0::bigint,
    'what an apply function has written is not kept twice'
);

-- exchange --------------------------------------------------------------------------------------

select results_eq(
    $$
    select e.payload -> 'refused', e.payload ? 'now'
    from jobs.exchange(
        md5('worker')::uuid, array['test.plain'], 0,
        array[(select id from held where place = 1)], array[1]
    ) as e where e.id is null
    $$,
    $$ select jsonb_build_array(jsonb_build_object(
        'place', 1, 'code', 'JQ409', 'message',
        format('The lease of job %s was lost; nothing was written.', (select id from held where place = 1))
    )), true $$,
    'an exchange tells what its completions met'
);
select * from finish();
rollback;
