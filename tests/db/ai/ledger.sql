-- The ledger: what attempts cost, however they end, and balances that agree with it.
begin;
select plan(41);
\ir studio.psql

create function pg_temp.attempt(name text) returns public.ai_reservations
language sql
as $$
    select r.*
    from public.ai_reservations as r
    join public.ai_generations as g on r.generation_id = g.id
    where g.prompt_text = name
    order by r.created_at desc, (r.status in ('reserved', 'calling')) desc
    limit 1
$$;
create function pg_temp.asked(name text) returns uuid
language sql
security definer
as $$
    select g.id from public.ai_generations as g where g.prompt_text = name
$$;
-- Whether balances, with what they do not show yet, say what the ledger says.
create function pg_temp.agrees() returns boolean
language sql
as $$
    select bool_and(u.spent = l.spent and u.reserved = l.reserved)
    from public.ai_budget_usage as u
    cross join lateral (
        select
            coalesce(
                sum(least(r.cost, r.estimate)) filter (where r.status in ('settled', 'estimated')), 0
            ) as spent,
            coalesce(sum(r.estimate) filter (where r.status in ('reserved', 'calling')), 0) as reserved
        from public.ai_reservations as r
        where u.budget_id = any (r.budget_ids)
    ) as l
    where u.unit = 'usd'
$$;
grant execute on all functions in schema pg_temp to public;

select pg_temp.sign_in('cyd');
select is(count(*), 6::bigint, 'six are asked for')
from (
    values ('good'), ('refused'), ('broken off'), ('lost'), ('cancelled'), ('waiting')
) as t (name)
cross join lateral pg_temp.ask('blog_post', '{}', t.name);
select pg_temp.sign_out();
select is(
    (select sum(b.reserved) from public.ai_budget_balances as b),
    (select 2 * sum(r.estimate) from public.ai_reservations as r),
    'each counts against the platform and the workspace'
);

-- completed -------------------------------------------------------------------------------

set local role service_role;
select lives_ok(
    $$ select pg_temp.carry_out(
        pg_temp.asked('good'),
        '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 1000, 500
    ) $$,
    'one is carried out'
);
select pg_temp.sign_out();
select results_eq(
    $$ select a.status, a.cost, a.is_success from pg_temp.attempt('good') as a $$,
    $$ values ('settled', 0.001200, true) $$,
    'it is settled at its cost: 1000 tokens at 0.40 and 500 at 1.60 USD a million'
);
select results_eq(
    $$ select g.cost, g.prompt_tokens, g.completion_tokens, g.usage
    from public.ai_generations as g where g.prompt_text = 'good' $$,
    $$ values (0.001200, 1000, 500, '{"input_tokens": 1000, "output_tokens": 500}'::jsonb) $$,
    'which the person sees'
);
select ok(pg_temp.agrees(), 'balances and ledger agree before the ledger is carried over');
select is(public.settle_ai_costs(), 1, 'it is carried over');
select ok(pg_temp.agrees(), 'and after');
select is(
    (select sum(b.spent) from public.ai_budget_balances as b), 0.002400, 'both balances show it'
);
select is(public.settle_ai_costs(), 0, 'once');
select results_eq(
    $$ select c.openai_cost, c.generations_count, c.tokens_used from public.ai_cost_tracking as c $$,
    $$ values (0.001200, 1, 1500::bigint) $$,
    'the person''s day shows it too'
);

-- failures --------------------------------------------------------------------------------

set local role service_role;
select isnt(public.start_generation(pg_temp.asked('refused'), '{openai}'), null, 'a second begins');
select lives_ok(
    format(
        'select public.settle_generation_call(%L, %L)',
        pg_temp.asked('refused'), '{"input_tokens": 100, "output_tokens": 0}'
    ),
    'its model refuses, and is paid for what it read'
);
select private.end_generation(pg_temp.asked('refused'), 'the model declined');
select isnt(public.start_generation(pg_temp.asked('broken off'), '{openai}'), null, 'a third begins');
select public.settle_generation_call(pg_temp.asked('broken off'), null);
select isnt(public.start_generation(pg_temp.asked('lost'), '{openai}'), null, 'a fourth begins');
select pg_temp.sign_out();
select results_eq(
    $$ select a.status, a.cost from pg_temp.attempt('refused') as a $$,
    $$ values ('settled', 0.000040) $$, 'a refusal costs what was read'
);
select results_eq(
    $$ select g.status, g.cost from public.ai_generations as g where g.prompt_text = 'refused' $$,
    $$ values ('failed', 0.000040) $$, 'and the person sees that too'
);
select results_eq(
    $$ select a.status, a.cost = a.estimate from pg_temp.attempt('broken off') as a $$,
    $$ values ('estimated', true) $$, 'a stream that broke off costs all that was reserved'
);
select ok(pg_temp.agrees(), 'balances and ledger agree');

-- the broken one is tried again: that reserves anew
set local role service_role;
select lives_ok(
    $$ select pg_temp.carry_out(
        pg_temp.asked('broken off'),
        '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 10, 10
    ) $$,
    'a second attempt completes it'
);
select pg_temp.sign_out();
select is(
    (
        select count(*)
        from public.ai_reservations as r
        where r.generation_id = pg_temp.asked('broken off') and r.cost is not null
    ),
    2::bigint, 'both attempts are in the ledger'
);
select is(
    (select g.cost from public.ai_generations as g where g.prompt_text = 'broken off'), 0.000020,
    'what nobody knows is not shown as the cost of the text'
);

-- an answer that did not reach the provider gives the reservation to the next attempt
select pg_temp.sign_in('cyd');
select isnt(pg_temp.ask('blog_post', '{}', 'rate limited'), null, 'one more is asked for');
select pg_temp.sign_out();
set local role service_role;
select public.start_generation(pg_temp.asked('rate limited'), '{openai}');
select public.settle_generation_call(pg_temp.asked('rate limited'), '{}');
select pg_temp.sign_out();
select is(
    (pg_temp.attempt('rate limited')).status, 'reserved',
    'what was said no to before it began is reserved as before'
);
set local role service_role;
select public.start_generation(pg_temp.asked('rate limited'), '{openai}');
select pg_temp.sign_out();
select is(
    (
        select count(*) from public.ai_reservations as r
        where r.generation_id = pg_temp.asked('rate limited')
    ),
    1::bigint, 'and the next attempt uses it'
);

-- cancelling and expiring -----------------------------------------------------------------

select pg_temp.sign_in('cyd');
select is((public.cancel_generation(pg_temp.asked('cancelled'))).status, 'cancelled', 'cancelled');
select pg_temp.sign_out();
select is((pg_temp.attempt('cancelled')).status, 'released', 'what nobody began comes back at once');

update public.ai_reservations set expires_at = now() - interval '1 second'
where status in ('reserved', 'calling');
select is(
    private.expire_reservations(), 2,
    'two calls have taken too long; what waits in the queue is no such'
);
select is((pg_temp.attempt('waiting')).status, 'reserved', 'it still waits');
select is((pg_temp.attempt('lost')).status, 'estimated', 'a call that is lost counts as spent');
set local role service_role;
select lives_ok(
    format(
        $$ select private.finish_generation(%L, '{
            "output": {"title": "Late", "content": "Text.", "keywords": [], "primary_cta": "Buy"},
            "usage": {"input_tokens": 10, "output_tokens": 10}
        }') $$,
        pg_temp.asked('lost')
    ),
    'its result comes late'
);
select pg_temp.sign_out();
select results_eq(
    $$ select a.status, a.cost from pg_temp.attempt('lost') as a $$,
    $$ values ('settled', 0.000020) $$, 'and puts the ledger right'
);
delete from jobs.job_queue where payload ->> 'generation_id' = pg_temp.asked('waiting')::text;
update public.ai_reservations set expires_at = now() - interval '1 second' where status = 'reserved';
select is(private.expire_reservations(), 1, 'without its job nothing waits');
select results_eq(
    $$ select (pg_temp.attempt('waiting')).status, g.status, g.error_message
    from public.ai_generations as g where g.prompt_text = 'waiting' $$,
    $$ values ('released', 'failed', 'its job is gone') $$, 'it ends, and gives all back'
);
select public.settle_ai_costs();
select ok(pg_temp.agrees(), 'balances and ledger agree in the end');
select is(
    (select sum(b.reserved) from public.ai_budget_balances as b), 0.000000,
    'and nothing stays reserved'
);
select is(
    (select sum(c.total_cost) from public.ai_cost_tracking as c),
    (select sum(r.cost) from public.ai_reservations as r),
    'the days sum to the ledger'
);

-- a workspace that goes -------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select pg_temp.ask('blog_post', '{}', 'left behind');
select pg_temp.sign_out();
savepoint before_the_end;
delete from public.workspaces where id = pg_temp.workspace('Studio');
select results_eq(
    $$ select r.status, r.workspace_id from public.ai_reservations as r
    where r.status = 'reserved' $$,
    $$ values ('reserved', null::uuid) $$, 'a workspace can go; the ledger stays'
);
update public.ai_reservations set expires_at = now() - interval '1 second' where status = 'reserved';
select public.settle_ai_costs();
select results_eq(
    $$ select u.spent, u.reserved from public.ai_budget_usage as u where u.scope = 'platform' $$,
    $$ select sum(r.cost), 0.000000 from public.ai_reservations as r $$,
    'what it spent stays spent on the platform, and what it had reserved comes back'
);
rollback to savepoint before_the_end;
update public.ai_reservations set status = 'released', is_applied = false where status = 'reserved';
update public.ai_generations set status = 'cancelled' where prompt_text = 'left behind';

-- more than was reserved ------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select pg_temp.ask('blog_post', '{}', 'dear');
select pg_temp.sign_out();
set local role service_role;
select pg_temp.carry_out(
    pg_temp.asked('dear'),
    '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 0, 1000000
);
select pg_temp.sign_out();
select public.settle_ai_costs();
select results_eq(
    $$ select a.severity, (a.details ->> 'cost')::numeric from public.security_alerts as a
    where a.type = 'ai_cost_overrun' $$,
    $$ values ('critical', 1.6) $$, 'a call that cost more than was reserved raises an alert'
);
select is(
    (
        select min(u.spent + u.overrun)
        from public.ai_budget_usage as u
    ),
    (select sum(r.cost) from public.ai_reservations as r),
    'and what it cost more is kept apart'
);

select * from finish();
rollback;
