-- Asking: what is refused leaves nothing behind, and what is accepted reserves before it begins.
begin;
select plan(47);
\ir studio.psql

create function pg_temp.nothing_left() returns boolean
language sql
security definer
as $$
    select
        not exists (select from public.ai_generations)
        and not exists (select from public.ai_reservations)
        and not exists (select from jobs.job_queue where job_type like 'ai.%')
        and not exists (select from public.ai_budget_balances where reserved > 0)
$$;
grant execute on all functions in schema pg_temp to public;

select pg_temp.sign_in('cyd');
prepare ask (text, jsonb, text) as select * from pg_temp.ask($1, $2, $3);

select throws_ok(
    format('execute ask(%L, %L, %L)', t.kind, t.options, t.prompt), t.code, t.message, t.message
)
from (
    values
    ('blog_post', '{}', '  ', 'PT422', 'the prompt must have 1 to 10000 characters'),
    ('blog_post', '{}', repeat('x', 1000000), 'PT422', 'the prompt must have 1 to 10000 characters'),
    ('poem', '{}', 'x', 'PT422', 'generation type ''poem'' is not available'),
    ('blog_post', '[]', 'x', 'PT422', 'options must be a JSON object'),
    ('blog_post', '{"colour": 1}', 'x', 'PT422', 'unknown option ''colour'''),
    ('blog_post', '{"language": "fr"}', 'x', 'PT422', 'language ''fr'' is not available'),
    ('blog_post', '{"language": ["en"]}', 'x', 'PT422', 'language ''["en"]'' is not available'),
    ('blog_post', '{"tier": "batch"}', 'x', 'PT422', 'tier ''batch'' is not available'),
    (
        'blog_post', '{"cta_url": "javascript:alert(1)"}', 'x', 'PT422',
        'cta_url is a public web address of at most 1500 characters'
    ),
    ('social_post', '{"platform": "myspace"}', 'x', 'PT422', 'platform ''myspace'' is not available'),
    (
        'email_sequence', '{"emails": 1000}', 'x', 'PT422',
        'emails is a whole number from 1 to 12'
    ),
    (
        'email_sequence', '{"emails": 1.5}', 'x', 'PT422',
        'emails is a whole number from 1 to 12'
    ),
    (
        'email_sequence', '{"emails": "many"}', 'x', 'PT422',
        'emails is a whole number from 1 to 12'
    ),
    ('component', '{}', 'x', 'PT422', 'a component needs its campaign'),
    ('enhancement', '{}', 'x', 'PT422', 'an enhancement needs the component'),
    ('migration_plan', '{}', 'x', 'PT422', 'a migration plan needs the connected site'),
    ('analysis', '{}', 'x', 'PT422', 'an analysis needs what it is of'),
    ('content_bundle', '{"period": "soon"}', 'x', 'PT422', '''soon'' is not a period'),
    (
        'content_bundle',
        '{"social_posts": 0, "blog_posts": 0, "content_upgrades": 0, "email_sequences": 0}',
        'x', 'PT422', 'a bundle has at least one piece'
    ),
    (
        'component', format('{"campaign_id": "%s"}', md5('thing Theirs')::uuid), 'x', 'PT404',
        'there is no such campaign in this workspace'
    ),
    ('blog_post', '{"product_id": "none"}', 'x', 'PT404', 'there is no such product in this workspace'),
    ('video', '{}', 'x', 'PT422', 'no model makes this here: video at the tier standard')
) as t (kind, options, prompt, code, message);
select throws_ok(
    format(
        'select public.request_generation(%L, ''x'', model => ''gpt-17'')', pg_temp.thing('Soapery')
    ),
    'PT422', 'model ''gpt-17'' is not available', 'an unknown model'
);
select throws_ok(
    format('select public.request_generation(%L, ''x'')', pg_temp.thing('Rival')),
    'PT404', 'there is no such business', 'another workspace''s business'
);
select pg_temp.sign_in('dan');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$, 'PT403', null, 'a viewer asks for nothing'
);
select pg_temp.sign_out();

-- switched off, and without a budget ------------------------------------------------------

update public.app_settings set value = '{"all": true, "reason": "Bills."}' where key = 'ai.shut_off';
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$, 'PT423', 'AI is switched off for everybody', 'switched off'
);
select pg_temp.sign_out();
update public.app_settings set value = '{"providers": ["openai"]}' where key = 'ai.shut_off';
select pg_temp.sign_in('cyd');
select throws_ok(
    format(
        'select public.request_generation(%L, ''x'', model => ''gpt-4.1'')', pg_temp.thing('Soapery')
    ),
    'PT423', 'the provider openai is switched off', 'a provider that is switched off'
);
select pg_temp.sign_out();
update public.app_settings set value = '{}' where key = 'ai.shut_off';

update public.ai_budgets set cap = 0.01 where workspace_id is not null;
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$,
    'PT402', 'the AI budget of the workspace for this month does not have that much left',
    'a budget that is too small'
);
select pg_temp.sign_out();
delete from public.ai_budgets where workspace_id is not null;
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$, 'PT402', 'there is no AI budget for the workspace',
    'no budget'
);
select pg_temp.sign_out();
select ok(pg_temp.nothing_left(), 'nothing of all that was reserved, written or enqueued');
insert into public.ai_budgets (workspace_id, period, cap, slots)
values (pg_temp.workspace('Studio'), 'month', 100, 4);

-- plans -----------------------------------------------------------------------------------

insert into public.subscription_plans (id, name, price, is_default)
values (pg_temp.thing('Free'), 'Free', 0, true);
select pg_temp.sign_in('cyd');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$, 'PT402', 'the plan does not include ai_credits',
    'a plan without credits'
);
select pg_temp.sign_out();
insert into public.plan_features (plan_id, feature, limit_value)
values (pg_temp.thing('Free'), 'ai_credits', 2);
select private.record_usage(pg_temp.workspace('Studio'), null, 'ai_credits', 1);
select pg_temp.sign_in('cyd');
select lives_ok($$ select pg_temp.ask('blog_post') $$, 'the second credit of the month is left');
select throws_ok(
    $$ select pg_temp.ask('blog_post') $$, 'PT402', 'the AI credits of the plan are used up',
    'a credit that is reserved is not there twice'
);
select pg_temp.sign_out();
update public.plan_features set limit_value = 50 where plan_id = pg_temp.thing('Free');

-- accepted --------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
create temporary table first_answer as select * from pg_temp.ask('blog_post', key => 'once');
grant select on first_answer to public;
select is(
    (select a.status from first_answer as a), 'pending', 'with a larger plan it is accepted'
);
select is(
    (select g.id from pg_temp.ask('social_post', '{}', 'Another.', 'once') as g),
    (select a.id from first_answer as a),
    'the same key gives the same row'
);
select pg_temp.sign_out();
select results_eq(
    $$
    select r.status, r.estimate, cardinality(r.budget_ids)
    from public.ai_reservations as r
    where r.generation_id = (select a.id from first_answer as a)
    $$,
    $$ select 'reserved', a.estimated_cost, 3 from first_answer as a $$,
    'the most it can cost is reserved against all its budgets, credits too'
);
select cmp_ok(
    (select a.estimated_cost from first_answer as a), '>', 0.02, 'which is an amount'
);
select is(
    (
        select count(*)
        from jobs.job_queue as j
        where j.payload ->> 'generation_id' = (select a.id::text from first_answer as a)
    ),
    1::bigint, 'and a job is enqueued, once'
);

-- ends ------------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select is(
    (select g.status from public.cancel_generation((select a.id from first_answer as a)) as g),
    'cancelled', 'a member cancels it'
);
select is(
    (select sum(u.reserved) from public.ai_budget_usage as u where u.unit = 'credit'),
    1.000000, 'and its credit is free again'
);
select is(
    (select g.status from public.retry_generation((select a.id from first_answer as a)) as g),
    'pending', 'they ask for it again'
);
select throws_ok(
    format('select public.review_generation(%L, 5)', (select a.id from first_answer as a)),
    'PT409', null, 'what is not there is not judged'
);
select pg_temp.sign_out();
set local role service_role;
select pg_temp.carry_out(
    (select a.id from first_answer as a),
    '{"title": "Soap", "content": "Wash.", "keywords": [], "primary_cta": "Buy"}', 1000, 500
);
select pg_temp.sign_out();
select pg_temp.sign_in('cyd');
select results_eq(
    $$
    select g.user_rating, g.accepted, g.user_feedback
    from public.review_generation((select a.id from first_answer as a), 4, false, 'Too short') as g
    $$,
    $$ values (4, false, 'Too short') $$,
    'what is completed is rated, rejected and commented on'
);
select throws_ok(
    format('select public.review_generation(%L, 6)', (select a.id from first_answer as a)),
    'PT422', 'a rating is a number from 1 to 5, not 6', 'from 1 to 5'
);
select throws_ok(
    format('select public.retry_generation(%L)', (select a.id from first_answer as a)),
    'PT409', null, 'and not made again'
);

-- rows from before there were budgets -----------------------------------------------------

select pg_temp.sign_out();
insert into public.ai_generations (id, workspace_id, business_id, generation_type, prompt_text)
values (
    pg_temp.thing('Old'), pg_temp.workspace('Studio'), pg_temp.thing('Soapery'), 'text', 'Old.'
);
set local role service_role;
select cmp_ok(
    (public.start_generation(pg_temp.thing('Old'), '{openai}') ->> 'max_input_bytes')::integer,
    '>', 16000, 'a generation without bounds gets them when it begins'
);
select pg_temp.sign_out();
select cmp_ok(
    (
        select r.estimate from public.ai_reservations as r
        where r.generation_id = pg_temp.thing('Old')
    ),
    '>', 0.01, 'and reserves what it can cost'
);

select * from finish();
rollback;
