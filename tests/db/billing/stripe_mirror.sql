-- The mirror of Stripe's objects: the latest reading wins, whatever the order; events are settled
-- by it; what failed is tried again.
begin;
select plan(21);

prepare store (timestamptz, jsonb) as
select public.store_stripe_objects(
    'platform', $1, jsonb_build_array(jsonb_build_object('object', 'customer', 'id', 'cus_1', 'data', $2)),
    '2026-10-28.endive'
);
create function pg_temp.mirrored() returns jsonb
language sql
as $$
    select o.data || jsonb_build_object('gone', o.gone_at is not null)
    from public.stripe_objects as o
    where o.account_id = 'platform' and o.object = 'customer' and o.id = 'cus_1'
$$;
create function pg_temp.event(id text, object_id text default 'cus_1') returns void
language sql
as $$
    insert into public.stripe_events (id, type, object, object_id, payload)
    values (event.id, 'customer.updated', 'customer', event.object_id, '{}')
$$;

-- readings ---------------------------------------------------------------------------------

execute store ('2030-01-01 10:00:02Z', '{"id": "cus_1", "name": "second"}');
select is(pg_temp.mirrored() ->> 'name', 'second', 'a first reading is kept');
execute store ('2030-01-01 10:00:01Z', '{"id": "cus_1", "name": "first"}');
select is(pg_temp.mirrored() ->> 'name', 'second', 'an earlier one does not replace it');
execute store ('2030-01-01 10:00:02Z', '{"id": "cus_1", "name": "repeated"}');
select is(pg_temp.mirrored() ->> 'name', 'second', 'nor one of the same moment');
execute store ('2030-01-01 10:00:03Z', null);
select is(
    pg_temp.mirrored(),
    '{"id": "cus_1", "name": "second", "gone": true}',
    'what is deleted stays as it was, as a tombstone'
);
execute store ('2030-01-01 10:00:02.5Z', '{"id": "cus_1", "name": "late"}');
select is(pg_temp.mirrored() ->> 'gone', 'true', 'a late reading does not bring it back');
execute store ('2030-01-01 10:00:04Z', '{"id": "cus_1", "name": "again"}');
select is(pg_temp.mirrored() ->> 'gone', 'false', 'a later one does');

-- events -----------------------------------------------------------------------------------

select pg_temp.event('evt_1');
select isnt(
    public.begin_stripe_projection('platform', 'customer', 'cus_1', '2031-01-01'),
    null,
    'what must be newer than the last reading is read'
);
select is(
    public.begin_stripe_projection('platform', 'customer', 'cus_1', '2029-01-01'),
    null,
    'what a later reading has answered is not'
);
select is(
    (select e.status from public.stripe_events as e where e.id = 'evt_1'),
    'processed',
    'and its events are done'
);
select throws_ok(
    $$ select public.begin_stripe_projection('acct_nobody', 'customer', 'cus_1', now()) $$,
    'PT404', null, 'of an account that nobody has connected nothing is read'
);
insert into public.stripe_accounts (id, status) values ('acct_left', 'disconnected');
insert into public.stripe_events (id, account_id, type, object, object_id, payload)
values ('evt_left', 'acct_left', 'customer.updated', 'customer', 'cus_9', '{}');
select is(
    public.begin_stripe_projection('acct_left', 'customer', 'cus_9', now()),
    null,
    'nor of one that has left'
);
select is(
    (select e.status from public.stripe_events as e where e.id = 'evt_left'),
    'ignored',
    'whose events are ignored'
);

-- the sweep --------------------------------------------------------------------------------

select pg_temp.event('evt_2', 'cus_2');
select pg_temp.event('evt_3', 'cus_2');
select is(public.sweep_stripe_events(), 0, 'what is new waits for its job');
select is(public.sweep_stripe_events('0'), 1, 'what has none gets one, once for each object');
select is(public.sweep_stripe_events('0'), 0, 'and then it has one');
delete from jobs.job_queue where job_type = 'stripe.project';
select is(
    (select count(*) from public.stripe_events as e where e.attempts = 1),
    3::bigint,
    'attempts are counted'
);
select is(
    public.sweep_stripe_events(interval '-1 second'), 1, 'a job that is lost is replaced'
);
select private.fail_stripe_projection(q, 'Stripe cannot be reached')
from jobs.job_queue as q
where q.job_type = 'stripe.project';
select is(
    (
        select array_agg(distinct e.status || ': ' || e.error_message)
        from public.stripe_events as e
        where e.object_id = 'cus_2'
    ),
    array['failed: Stripe cannot be reached'],
    'a job that fails says so in the ledger'
);

-- the mode ---------------------------------------------------------------------------------

select is(public.adopt_stripe_mode('platform', false), false, 'the first reading says the mode');
select is(public.adopt_stripe_mode('platform', true), false, 'for good');

select is(
    (
        select count(*)
        from public.stripe_accounts as a
        where a.id = 'platform' and private.stripe_own_id('platform') is null
    ),
    1::bigint,
    'our account has no name before it was read'
);

select * from finish();
rollback;
