-- A/B tests: what they need to run, what is fixed from then on, and that results cannot stray.
begin;
select plan(32);
\ir ../analytics/campaign.psql

create function pg_temp.variant(test text, letter text) returns uuid
language sql immutable
as $$
    select md5('variant ' || test || letter)::uuid;
$$;
grant execute on all functions in schema pg_temp to public;

prepare plan_test (text) as
insert into public.ab_tests (id, workspace_id, name, metric, target_users)
values (pg_temp.thing($1), pg_temp.workspace('Studio'), $1, 'conversion', 1000);
prepare add_variant (text, text) as
insert into public.ab_test_variants (id, workspace_id, test_id, key, payload)
values (
    pg_temp.variant($1, $2), pg_temp.workspace('Studio'), pg_temp.thing($1), $2,
    jsonb_build_object('headline', $1 || ' ' || $2)
);
prepare move (text, text) as
update public.ab_tests set status = $2 where id = pg_temp.thing($1);

-- running ---------------------------------------------------------------------------------

select pg_temp.sign_in('cyd');
select lives_ok($$ execute plan_test('Button') $$, 'a member plans a test');
select lives_ok($$ execute add_variant('Button', 'A') $$, 'with a control');
select throws_ok(
    $$ execute move('Button', 'running') $$, 'PT409',
    'a test needs two variants with a weight to run', 'one variant is no test'
);
select lives_ok($$ execute add_variant('Button', 'B') $$, 'and a challenger');
select throws_ok($$ execute add_variant('Button', 'B') $$, '23505', null, 'a letter is given once');
select throws_ok($$ execute add_variant('Button', 'bb') $$, '23514', null, 'a letter is one letter');
update public.ab_test_variants set weight = 0 where key = 'B';
select throws_ok(
    $$ execute move('Button', 'running') $$, 'PT409', null, 'a variant without traffic does not count'
);
update public.ab_test_variants set weight = 1 where key = 'B';
select throws_ok(
    $$ execute move('Button', 'completed') $$, 'PT409',
    format('ab_tests %s cannot go from draft to completed', pg_temp.thing('Button')),
    'what never ran is not complete'
);
select lives_ok($$ execute move('Button', 'running') $$, 'with two it runs');
select is(
    (select t.started_at from public.ab_tests as t), now(), 'and knows since when'
);
select throws_ok(
    $$ update public.ab_tests set metric = 'mood' $$, '23514', null, 'a metric has to be known'
);
select throws_ok(
    format(
        'insert into public.ab_tests (workspace_id, name, status) values (%L, ''Done'', ''completed'')',
        pg_temp.workspace('Studio')
    ), 'PT409', 'a test does not begin as completed', 'a test cannot begin with its end'
);

-- fixed -----------------------------------------------------------------------------------

select throws_ok(
    $$ execute add_variant('Button', 'C') $$, 'PT409',
    'the variants of a test that has started are fixed', 'no variant joins a test that runs'
);
select throws_ok(
    $$ update public.ab_test_variants set payload = '{"headline": "new"}' where key = 'B' $$,
    'PT409', null, 'none changes'
);
select pg_temp.sign_in('bob');
select throws_ok(
    $$ delete from public.ab_test_variants where key = 'B' $$, 'PT409', null, 'none leaves'
);
select pg_temp.sign_in('cyd');
select lives_ok(
    $$ update public.ab_test_variants set weight = 3, name = 'Green' where key = 'B' $$,
    'traffic and names may shift'
);

-- the document's two columns --------------------------------------------------------------

select results_eq(
    'select name, variant_a ->> ''headline'', variant_b ->> ''headline'' from public.ab_tests_with_variants',
    $$ values ('Button', 'Button A', 'Button B') $$,
    'variants A and B are there as columns'
);

-- who saw what ----------------------------------------------------------------------------

select throws_ok(
    format(
        'insert into public.ab_test_assignments (workspace_id, test_id, variant_id, unit_id) '
        'values (%L, %L, %L, ''v-0'')',
        pg_temp.workspace('Studio'), pg_temp.thing('Button'), pg_temp.variant('Button', 'A')
    ), '42501', null, 'people are not assigned by hand'
);
select pg_temp.sign_out();
execute plan_test('Price');
execute add_variant('Price', 'A');

prepare assign (text, text, text) as
insert into public.ab_test_assignments (workspace_id, test_id, variant_id, unit_id)
values (pg_temp.workspace('Studio'), pg_temp.thing('Button'), pg_temp.variant($1, $2), $3);
select lives_ok($$ execute assign('Button', 'A', 'v-1') $$, 'a visitor sees A');
select throws_ok(
    $$ execute assign('Button', 'B', 'v-1') $$, '23505', null, 'and never B in the same test'
);
select throws_ok(
    $$ execute assign('Price', 'A', 'v-2') $$, '23503', null, 'nor a variant of another test'
);

prepare result (text, text, boolean, numeric) as
insert into public.ab_test_results (
    workspace_id, test_id, variant_id, unit_id, converted, revenue, engagement_score
)
values (
    pg_temp.workspace('Studio'), pg_temp.thing('Button'), pg_temp.variant($1, $2), 'v-1', $3, $4, 2.5
);
select throws_ok(
    $$ execute result('Price', 'A', true, 5) $$, '23503', null, 'no result counts for another test'
);
select throws_ok(
    $$ execute result('Button', 'A', true, -5) $$, '23514', null, 'revenue is not negative'
);
select lives_ok($$ execute result('Button', 'A', true, 18.50) $$, 'a visitor buys');
select throws_ok(
    $$ execute result('Button', 'A', true, 18.50) $$, '23505', null, 'and counts once'
);
select results_eq(
    $$
    select variant, converted, revenue, engagement_score
    from public.ab_test_outcomes
    where workspace_id = pg_temp.workspace('Studio')
    $$,
    $$ values ('A', true, 18.50, 2.50) $$,
    'a result has the letter of its variant'
);

-- the end ---------------------------------------------------------------------------------

select throws_ok(
    format('update public.ab_tests set winner_variant_id = %L where id = %L',
        pg_temp.variant('Price', 'A'), pg_temp.thing('Button')),
    '23503', null, 'a test is not won by a variant of another'
);
execute move('Button', 'completed');
select results_eq(
    format(
        'update public.ab_tests set winner_variant_id = %L where id = %L returning ended_at',
        pg_temp.variant('Button', 'A'), pg_temp.thing('Button')
    ),
    'select now()', 'a test ends, with a winner of its own'
);

-- content without a test ------------------------------------------------------------------

insert into public.businesses (
    id, workspace_id, profile_id, name, industry, business_type, primary_product, core_offer_description
)
values (
    pg_temp.thing('Brand'), pg_temp.workspace('Studio'), pg_temp.person('ada'), 'Brand', 'retail',
    'shop', 'soap', 'Soap that lasts'
);
insert into public.social_posts (
    workspace_id, business_id, platform, content, is_variant, variant_group_id, is_winner
)
select
    pg_temp.workspace('Studio'), pg_temp.thing('Brand'), 'instagram', words, true,
    pg_temp.thing('Group'), words = 'Soft'
from unnest(array['Soft', 'Hard']) as words;
select throws_ok(
    $$
    update public.social_posts set is_winner = true
    where workspace_id = pg_temp.workspace('Studio')
    $$, '23505', null, 'a group has one winner'
);
select results_eq(
    $$
    select content_type, count(*), count(*) filter (where is_winner)
    from public.content_variants
    where workspace_id = pg_temp.workspace('Studio')
    group by 1
    $$,
    $$ values ('social_post', 2::bigint, 1::bigint) $$,
    'the variants of a group stand side by side'
);

select lives_ok(
    format('delete from public.ab_tests where id = %L', pg_temp.thing('Button')),
    'a test can be deleted with all that came of it'
);
execute add_variant('Price', 'B');
execute move('Price', 'running');
select lives_ok(
    $$ delete from public.workspaces where name = 'Studio' $$,
    'a workspace can go while its tests run'
);

select * from finish();
rollback;
