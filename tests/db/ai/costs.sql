-- What a generation cost is on its asker's day, and people judge what came of it.
begin;
select plan(18);
\ir ../analytics/campaign.psql

insert into public.ai_models (id, provider, kind) values ('claude-test', 'anthropic', 'text');
insert into public.ai_model_prices (model_id, valid_from, input_per_million, output_per_million)
values ('claude-test', '2020-01-01', 3, 15);

prepare ask (text, text, text) as
insert into public.ai_generations (
    id, workspace_id, user_id, campaign_id, generation_type, prompt_text, status, model_used, provider,
    started_at
)
select
    pg_temp.thing($1), pg_temp.workspace('Studio'), pg_temp.person($2), pg_temp.thing('Spring'), 'text',
    $1, 'processing', m.id, m.provider, now()
from public.ai_models as m
where m.id = $3;

-- A job whose result is a draft of so many tokens.
create function pg_temp.finish_generation(name text, prompt_tokens integer, completion_tokens integer)
returns void
language plpgsql
as $$
declare
    job jobs.job_queue;
begin
    job.payload := jsonb_build_object('generation_id', pg_temp.thing(name));
    perform private.begin_call(g, g.model_used)
    from public.ai_generations as g
    where g.id = pg_temp.thing(name);
    perform private.apply_generation(
        job,
        jsonb_build_object(
            'output', jsonb_build_object('title', name, 'content', name),
            'usage', jsonb_build_object(
                'input_tokens', prompt_tokens, 'output_tokens', completion_tokens
            )
        )
    );
end
$$;
grant execute on all functions in schema pg_temp to public;

alter table public.ai_generations alter column output_tokens set default 2000000;
alter table public.ai_generations alter column input_bytes set default 2000000;
update public.app_settings set value = '{}' where key = 'ai.default_budgets';
insert into public.ai_budgets (workspace_id, period, cap)
values (null, 'month', 10000), (pg_temp.workspace('Studio'), 'month', 10000);

execute ask('first', 'cyd', 'gpt-4.1');
execute ask('second', 'cyd', 'claude-test');
execute ask('third', 'cyd', 'offline-draft');
execute ask('fourth', 'bob', 'gpt-4.1');
set local role service_role;
select lives_ok($$ select pg_temp.finish_generation('first', 1000000, 500000) $$, 'a worker finishes one');
select lives_ok($$ select pg_temp.finish_generation('second', 1000, 0) $$, 'and another');
select lives_ok($$ select pg_temp.finish_generation('third', 100, 100) $$, 'and one that is free');
select lives_ok($$ select pg_temp.finish_generation('fourth', 0, 1000000) $$, 'and a colleague''s');
select is(public.settle_ai_costs(), 4, 'what they cost is carried over');
select pg_temp.sign_out();

prepare spent as
select user_id, openai_cost, anthropic_cost, total_cost, generations_count, tokens_used
from public.ai_cost_tracking
where date = (now() at time zone 'UTC')::date and workspace_id = pg_temp.workspace('Studio')
order by openai_cost;
select results_eq(
    'execute spent',
    $$ values
    (pg_temp.person('cyd'), 6.000000, 0.003000, 6.003000, 3, 1501200::bigint),
    (pg_temp.person('bob'), 8.000000, 0.000000, 8.000000, 1, 1000000::bigint) $$,
    'each person''s day has its costs, by provider'
);
select is(
    (
        select sum(c.total_cost) from public.ai_cost_tracking as c
        where c.workspace_id = pg_temp.workspace('Studio')
    ),
    (
        select sum(g.cost) from public.ai_generations as g
        where g.workspace_id = pg_temp.workspace('Studio')
    ),
    'the days sum to the generations'
);
select throws_ok(
    $$ update public.ai_cost_tracking set total_cost = 0 $$, '428C9', null,
    'a total is the sum of its parts'
);
select throws_ok(
    $$ update public.ai_cost_tracking set openai_cost = -1 $$, '23514', null, 'no cost is negative'
);
select is(
    (select sum(g.cost) from public.ai_generations as g where g.campaign_id = pg_temp.thing('Spring')),
    14.003, 'a campaign has its cost of AI'
);

-- judging ---------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
prepare rate (integer) as
update public.ai_generations
set user_rating = $1, user_feedback = 'Good', accepted = true
where prompt_text = 'first'
returning user_rating;
select results_eq('execute rate(5)', 'values (5)', 'a member rates what they got');
select throws_ok('execute rate(6)', '23514', null, 'from 1 to 5');
select throws_ok(
    $$ update public.ai_generations set cost = 0 $$, '42501', null, 'but does not change its cost'
);
select pg_temp.sign_in('dan');
select is_empty('execute rate(1)', 'a viewer does not rate');
select pg_temp.sign_in('eve');
select is_empty('execute rate(1)', 'nor does a stranger');
select pg_temp.sign_out();

-- generation_jobs -------------------------------------------------------------------------

insert into public.ai_generations (workspace_id, generation_type, prompt_text, parameters)
values
(pg_temp.workspace('Studio'), 'image', 'A soap', '{"size": "1024x1024"}'),
(pg_temp.workspace('Studio'), 'ad_copy', 'Buy soap', '{}');
select results_eq(
    $$
    select type, prompt, parameters, status
    from public.generation_jobs
    where status = 'pending' and workspace_id = pg_temp.workspace('Studio')
    order by type
    $$,
    $$ values
    ('image', 'A soap', '{"size": "1024x1024"}'::jsonb, 'pending'),
    ('text', 'Buy soap', '{}', 'pending') $$,
    'a generation is a job by what comes out of it'
);
select throws_ok(
    format('update public.ai_generations set campaign_id = %L', pg_temp.thing('Theirs')), '23503', null,
    'no generation counts for another workspace''s campaign'
);
delete from auth.users where id = pg_temp.person('cyd');
select results_eq(
    $$
    select sum(total_cost)
    from public.ai_cost_tracking
    where user_id is null and workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values (6.003) $$,
    'a person can go; what they spent stays'
);

select * from finish();
rollback;
