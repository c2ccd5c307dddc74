-- Rate limits: a burst up to the limit, then one at a time, evenly.
begin;
select plan(11);

create function pg_temp.take(max_requests integer default 3, cost integer default 1)
returns text
language sql
as $$
    select case when r.allowed then 'yes ' || r.remaining else 'no' end
    from private.take_rate('test', max_requests, interval '30 s', cost) as r
$$;
-- As if so many seconds had passed.
create function pg_temp.wait(seconds numeric) returns void
language sql
as $$
    update public.rate_limits set full_at = full_at - make_interval(secs => wait.seconds::float8)
    where key = 'test'
$$;

select is(pg_temp.take(), 'yes 2', 'the first is let through');
select is(pg_temp.take(), 'yes 1', 'and the next');
select is(pg_temp.take(), 'yes 0', 'up to the limit');
select is(pg_temp.take(), 'no', 'not one more');
select cmp_ok(
    (select r.retry_after from private.take_rate('test', 3, interval '30 s') as r),
    '<=', interval '10 s', 'the wait is told: a third of the time'
);
select pg_temp.wait(10);
select is(pg_temp.take(), 'yes 0', 'after it one is let through');
select is(pg_temp.take(), 'no', 'one');
select pg_temp.wait(3600);
select is(pg_temp.take(), 'yes 2', 'a long rest fills the allowance, not more than that');
select is(pg_temp.take(cost => 2), 'yes 0', 'a request can take more than one');
select throws_ok(
    $$ select private.take_rate('test', 0, interval '1 s') $$, '22023', null, 'no rate is no rate'
);
select pg_temp.wait(200000);
select is(private.forget_idle_rates(), 1, 'what has long been full is forgotten');

select * from finish();
rollback;
