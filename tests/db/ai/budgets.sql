-- Budgets: set by admins, told at thresholds once each, dealt out in slots, lowered at any time.
begin;
select plan(31);
\ir studio.psql

-- setting ---------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select throws_ok(
    format('select public.set_ai_budget(%L, ''month'', 5)', pg_temp.workspace('Studio')),
    'PT403', null, 'a member sets no budget'
);
select pg_temp.sign_in('eve');
select throws_ok(
    format('select public.set_ai_budget(%L, ''month'', 5)', pg_temp.workspace('Studio')),
    'PT404', null, 'nor does a stranger'
);
select pg_temp.sign_in('bob');
select throws_ok(
    format('select public.set_ai_budget(%L, %s)', pg_temp.workspace('Studio'), t.arguments),
    t.code, t.message, t.message
)
from (
    values
    ('''year'', 5', 'PT422', '''year'' is not a period of a budget'),
    ('''month'', -1', 'PT422', 'a cap is an amount of USD from 0 to 999999'),
    ('''month'', ''NaN''', 'PT422', 'a cap is an amount of USD from 0 to 999999'),
    ('''month'', 5, thresholds => ''{0}''', 'PT422', 'thresholds are at most 10 percentages from 1 to 100'),
    (
        format('''month'', 5, user_id => %L', pg_temp.person('eve')), 'PT404',
        'there is no such person in this workspace'
    ),
    (
        format('''month'', 5, campaign_id => %L', pg_temp.thing('Theirs')), 'PT404',
        'there is no such campaign in this workspace'
    ),
    ('''month'', 100000', 'PT403', 'a workspace may spend at most 500 USD in a month')
) as t (arguments, code, message);
select results_eq(
    format(
        'select (b).scope, (b).cap from public.set_ai_budget(%L, ''day'', 1, user_id => %L) as b',
        pg_temp.workspace('Studio'), pg_temp.person('cyd')
    ),
    $$ values ('user', 1.000000) $$, 'an admin sets what one person may spend'
);
select results_eq(
    format(
        'select (b).scope, (b).cap from public.set_ai_budget(%L, ''month'', 0.03, campaign_id => %L) as b',
        pg_temp.workspace('Studio'), pg_temp.thing('Spring')
    ),
    $$ values ('campaign', 0.030000) $$, 'and what a campaign may cost'
);
select is(
    (
        select count(*)
        from public.set_ai_budget(pg_temp.workspace('Studio'), 'day', 2, pg_temp.person('cyd')) as b
        join public.ai_budgets as a on a.id = b.id and a.cap = 1
    ),
    1::bigint, 'setting it again changes the one there is'
);
select pg_temp.sign_in('cyd');
select throws_ok(
    format($$ select pg_temp.ask('blog_post', '{"campaign_id": "%s"}') $$, pg_temp.thing('Spring')),
    'PT402', 'the AI budget of the campaign for this month does not have that much left',
    'the campaign''s budget holds'
);
select lives_ok(
    $$ select pg_temp.ask('blog_post') $$, 'and does not concern what is not for the campaign'
);
select pg_temp.sign_out();
select is(
    (select sum(b.reserved) from public.ai_budget_balances as b),
    (select 3 * sum(r.estimate) from public.ai_reservations as r),
    'platform, workspace and person: three budgets hold it'
);

-- slots -----------------------------------------------------------------------------------

select results_eq(
    $$
    select sum(b.cap), count(*)
    from public.ai_budget_balances as b
    join public.ai_budgets as a on b.budget_id = a.id
    where a.scope = 'platform'
    $$,
    $$ values (100.000000, 4::bigint) $$, 'the slots'' shares are the cap'
);
insert into public.ai_budgets (id, workspace_id, period, cap, slots)
values (pg_temp.thing('Slots'), pg_temp.workspace('Eve''s workspace'), 'month', 1, 8);
select private.open_balance(b, private.ai_period_start('month', now()))
from public.ai_budgets as b where b.id = pg_temp.thing('Slots');
select lives_ok(
    $$
    select private.take_slots(
        array[b], array[private.ai_period_start('month', now())], array[0.6], true
    )
    from public.ai_budgets as b where b.id = pg_temp.thing('Slots')
    $$,
    'a request larger than any slot''s share takes from several'
);
select lives_ok(
    $$
    select private.take_slots(
        array[b], array[private.ai_period_start('month', now())], array[0.1], true
    )
    from public.ai_budgets as b, generate_series(1, 4) as n where b.id = pg_temp.thing('Slots')
    $$,
    'to the last cent'
);
select throws_ok(
    $$
    select private.take_slots(
        array[b], array[private.ai_period_start('month', now())], array[0.000001], true
    )
    from public.ai_budgets as b where b.id = pg_temp.thing('Slots')
    $$,
    'AI000', null, 'and not beyond'
);
select throws_ok(
    $$ update public.ai_budget_balances set spent = cap - reserved + 0.000001 $$, '23514', null,
    'which the table itself refuses, whoever writes'
);

-- lowering --------------------------------------------------------------------------------

select private.change_cap(pg_temp.thing('Slots'), 0.5);
select results_eq(
    $$ select sum(b.cap), sum(b.reserved) from public.ai_budget_balances as b
    where b.budget_id = pg_temp.thing('Slots') $$,
    $$ values (1.000000, 1.000000) $$, 'a lower cap leaves what is committed'
);
select private.change_cap(pg_temp.thing('Slots'), 2);
select is(
    (
        select sum(b.cap - b.reserved)
        from public.ai_budget_balances as b
        where b.budget_id = pg_temp.thing('Slots')
    ),
    1.000000, 'a higher one makes room'
);

-- thresholds ------------------------------------------------------------------------------

delete from public.ai_budgets;
insert into public.ai_budgets (workspace_id, period, cap, slots)
values (null, 'month', 100, 4), (pg_temp.workspace('Studio'), 'month', 0.11, 2);
update public.ai_generations set status = 'cancelled';

-- Asks for a text as cyd, and has it written with so many tokens at 1.60 USD a million.
create function pg_temp.buy(kind text, name text, output jsonb, tokens integer) returns integer
language plpgsql
as $$
begin
    perform pg_temp.sign_in('cyd');
    perform pg_temp.ask(kind, '{}', name);
    perform pg_temp.sign_out();
    set local role service_role;
    perform pg_temp.carry_out(
        (select g.id from public.ai_generations as g where g.prompt_text = name), output, 0, tokens
    );
    perform pg_temp.sign_out();
    return public.settle_ai_costs();
end
$$;
select pg_temp.buy(
    'blog_post', 'first',
    '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 25000
);
delete from realtime.messages;
select pg_temp.buy(
    'social_post', 'second',
    '{"content": "Soap", "hashtags": ["#soap"], "media_prompts": [], "post_type": "text", "cta_text": "Buy"}',
    12000
);
select results_eq(
    $$ select a.type, a.severity from public.security_alerts as a where a.type like 'ai_budget%' $$,
    $$ values ('ai_budget_50', 'low') $$, 'half of the budget raises an alert'
);
select results_eq(
    $$ select m.topic, m.event, m.payload ->> 'threshold' from realtime.messages as m $$,
    format(
        $$ values ('workspace:%s', 'ai_budget', '50') $$, pg_temp.workspace('Studio')
    ),
    'and is told over Realtime'
);
select pg_temp.buy(
    'blog_post', 'third',
    '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 25000
);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select pg_temp.ask('social_post') $$, 'PT402', null, 'the rest is not enough for anything'
);
select pg_temp.sign_out();
select public.settle_ai_costs();
select results_eq(
    $$ select a.type, a.occurrences from public.security_alerts as a where a.type like 'ai_budget%'
    order by a.type $$,
    $$ values ('ai_budget_100', 1), ('ai_budget_50', 1), ('ai_budget_80', 1) $$,
    'further thresholds are told, each once'
);

-- defaults --------------------------------------------------------------------------------

delete from public.ai_budgets;
update public.app_settings
set value = '{"platform": {"month": 10}, "workspace": {"month": 5}, "user": {"day": 1}}'
where key = 'ai.default_budgets';
select pg_temp.sign_in('cyd');
select pg_temp.ask('social_post');
select pg_temp.sign_out();
select results_eq(
    $$ select b.scope, b.period, b.cap from public.ai_budgets as b order by b.cap $$,
    $$ values ('user', 'day', 1.000000), ('workspace', 'month', 5.000000), ('platform', 'month', 10.000000) $$,
    'budgets come from the setting where nobody has set them'
);
update public.app_settings set value = jsonb_set(value, '{workspace,month}', '7')
where key = 'ai.default_budgets';
select pg_temp.sign_in('bob');
select public.set_ai_budget(pg_temp.workspace('Studio'), 'day', 3);
select pg_temp.sign_in('cyd');
select pg_temp.ask('social_post');
select pg_temp.sign_out();
select results_eq(
    $$ select b.scope, b.period, b.cap, sum(s.cap) from public.ai_budgets as b
    join public.ai_budget_balances as s on s.budget_id = b.id
    where b.scope = 'workspace' group by b.id order by b.cap $$,
    $$ values ('workspace', 'day', 3.000000, 3.000000), ('workspace', 'month', 7.000000, 7.000000) $$,
    'and follow it; one that an admin sets stays as it is set'
);

-- switching off ---------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select pg_temp.ask('social_post', '{}', 'queued');
select throws_ok(
    format('select public.switch_ai(%L, false)', pg_temp.workspace('Studio')),
    'PT403', null, 'a member does not switch AI off'
);
select pg_temp.sign_in('bob');
select is(
    public.switch_ai(pg_temp.workspace('Studio'), false, 'Too many soaps.'), false, 'an admin does'
);
select pg_temp.sign_out();
set local role service_role;
select throws_ok(
    $$ select public.start_generation(g.id, '{openai,offline}')
    from public.ai_generations as g where g.prompt_text = 'queued' $$,
    'PT423', 'AI is switched off in this workspace', 'then what waits in the queue does not begin'
);
select pg_temp.sign_out();

select * from finish();
rollback;
