-- Every text stays, with who wrote it and why.
begin;
set local search_path = public, extensions;
select plan(9);
\ir people.psql

prepare versions as
select version_number, content, reason, created_by, ai_model
from content_versions
where blog_post_id = 'd0000000-0000-4000-8000-000000000001'
order by version_number;

select results_eq(
    'execute versions',
    $$ values (1, 'First text.', null::text, null::uuid, null::text) $$,
    'the first text is version 1'
);

select pg_temp.sign_in(1);
select set_config('request.headers', '{"x-change-reason": "clearer"}', true);
update blog_posts
set content = 'Second text.', performance_metrics = '{"views": 7}'
where id = 'd0000000-0000-4000-8000-000000000001';

select results_eq(
    $$
    select version_number, content, reason, created_by, performance_snapshot, entity_type, entity_id
    from content_versions
    where blog_post_id = 'd0000000-0000-4000-8000-000000000001' and version_number > 1
    $$,
    $$
    values (
        2, 'Second text.', 'clearer', 'a0000000-0000-4000-8000-000000000001'::uuid,
        '{"views": 7}'::jsonb, 'blog_post', 'd0000000-0000-4000-8000-000000000001'::uuid
    )
    $$,
    'a change is a version with its writer, reason and metrics'
);

update blog_posts set title = 'Another title'
where id = 'd0000000-0000-4000-8000-000000000001';
update blog_posts set content = content
where id = 'd0000000-0000-4000-8000-000000000001';
select results_eq(
    $$
    select count(*) from content_versions
    where blog_post_id = 'd0000000-0000-4000-8000-000000000001'
    $$,
    'values (2::bigint)',
    'what leaves the text alone is no version'
);

select throws_ok(
    $$
    insert into content_versions (workspace_id, blog_post_id, version_number, content)
    values (
        'b0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001', 9, 'x'
    )
    $$,
    '42501', null, 'nobody writes history by hand'
);
select throws_ok(
    'update content_versions set content = ''x''', '42501', null, 'or rewrites it'
);
select throws_ok('delete from content_versions', '42501', null, 'or takes it out');
select is_empty(
    $$
    select * from content_versions
    where workspace_id = 'b0000000-0000-4000-8000-000000000002'
    $$,
    'the history of others is not seen'
);

reset role;
select private.set_ai_origin(
    gen_random_uuid(), 'a0000000-0000-4000-8000-000000000001', 'gpt-4.1-mini', 'Shorter.'
);
update blog_posts set content = 'Third text.'
where id = 'd0000000-0000-4000-8000-000000000001';
select results_eq(
    $$
    select created_by, ai_model
    from content_versions
    where blog_post_id = 'd0000000-0000-4000-8000-000000000001' and version_number = 3
    $$,
    $$ values (null::uuid, 'gpt-4.1-mini') $$,
    'what an AI wrote names the model'
);

delete from blog_posts where id = 'd0000000-0000-4000-8000-000000000001';
select is_empty(
    $$ select * from content_versions
    where blog_post_id = 'd0000000-0000-4000-8000-000000000001' $$,
    'history goes with its content'
);

select * from finish();
rollback;
