-- A piece of content leads to the kinds it may lead to, in its own workspace.
begin;
set local search_path = public, extensions;
select plan(15);
\ir people.psql

select results_eq(
    $$
    select kind, private.next_action_kinds(kind)
    from unnest(array['social_post', 'blog_post', 'content_upgrade', 'email_sequence']) as kind
    $$,
    $$
    values
    ('social_post', '{blog_post,content_upgrade}'::text[]),
    ('blog_post', '{content_upgrade,email_sequence}'),
    ('content_upgrade', '{email_sequence}'),
    ('email_sequence', '{blog_post,content_upgrade}')
    $$,
    'the pairs are those of the document'
);

select pg_temp.sign_in(1);

select lives_ok(
    $$
    select set_next_action(
        'social_post', 'd3000000-0000-4000-8000-000000000001',
        'blog_post', 'd0000000-0000-4000-8000-000000000001'
    )
    $$,
    'a social post leads to a blog post'
);
select results_eq(
    $$
    select next_action_type, next_action_id, next_blog_post_id
    from social_posts where id = 'd3000000-0000-4000-8000-000000000001'
    $$,
    $$
    values (
        'blog_post', 'd0000000-0000-4000-8000-000000000001'::uuid,
        'd0000000-0000-4000-8000-000000000001'::uuid
    )
    $$,
    'type and id follow from the reference'
);
select lives_ok(
    $$
    select set_next_action(
        'social_post', 'd3000000-0000-4000-8000-000000000001',
        'content_upgrade', 'd1000000-0000-4000-8000-000000000001'
    )
    $$,
    'another next action replaces it'
);
select results_eq(
    $$
    select next_action_type, next_blog_post_id
    from social_posts where id = 'd3000000-0000-4000-8000-000000000001'
    $$,
    $$ values ('content_upgrade', null::uuid) $$,
    'only one is set'
);
select throws_ok(
    $$
    select set_next_action(
        'social_post', 'd3000000-0000-4000-8000-000000000001',
        'email_sequence', 'd2000000-0000-4000-8000-000000000001'
    )
    $$,
    'PT422', 'social_post cannot lead to email_sequence', 'a wrong kind is refused'
);
select throws_ok(
    $$
    select set_next_action('tweet', 'd3000000-0000-4000-8000-000000000001', null, null)
    $$,
    'PT422', null, 'an unknown kind is refused'
);
select throws_ok(
    $$
    select set_next_action(
        'social_post', 'd3000000-0000-4000-8000-000000000001',
        'blog_post', 'd0000000-0000-4000-8000-000000000002'
    )
    $$,
    'PT404', null, 'content of another workspace is not there'
);
select throws_ok(
    $$
    select set_next_action(
        'social_post', 'd3000000-0000-4000-8000-000000000002',
        'blog_post', 'd0000000-0000-4000-8000-000000000001'
    )
    $$,
    'PT404', null, 'nor can it be changed'
);
select throws_ok(
    $$
    update social_posts
    set next_blog_post_id = 'd0000000-0000-4000-8000-000000000001'
    where id = 'd3000000-0000-4000-8000-000000000001'
    $$,
    '23514', null, 'two next actions are refused'
);

reset role;
select throws_ok(
    $$
    update social_posts
    set
        next_content_upgrade_id = null,
        next_blog_post_id = 'd0000000-0000-4000-8000-000000000002'
    where id = 'd3000000-0000-4000-8000-000000000001'
    $$,
    '23503', null, 'even the owner of the tables cannot lead into another workspace'
);
select pg_temp.sign_in(1);

select set_next_action(
    'content_upgrade', 'd1000000-0000-4000-8000-000000000001',
    'email_sequence', 'd2000000-0000-4000-8000-000000000001'
);
select results_eq(
    $$
    select content_type, next_action_type, previous_action_type, previous_action_id
    from content_journeys
    where content_id = 'd1000000-0000-4000-8000-000000000001'
    $$,
    $$
    values (
        'content_upgrade', 'email_sequence', 'social_post',
        'd3000000-0000-4000-8000-000000000001'::uuid
    )
    $$,
    'a journey is seen in both directions'
);
select is_empty(
    $$ select * from content_journeys where content_id::text like '%2' $$,
    'nobody sees the journeys of others'
);

delete from content_upgrades where id = 'd1000000-0000-4000-8000-000000000001';
select results_eq(
    $$
    select next_action_type, next_action_id
    from social_posts where id = 'd3000000-0000-4000-8000-000000000001'
    $$,
    $$ values (null::text, null::uuid) $$,
    'a target that goes is cleared'
);
select set_next_action(
    'blog_post', 'd0000000-0000-4000-8000-000000000001',
    'email_sequence', 'd2000000-0000-4000-8000-000000000001'
);
select set_next_action('blog_post', 'd0000000-0000-4000-8000-000000000001');
select results_eq(
    $$
    select next_action_type from blog_posts where id = 'd0000000-0000-4000-8000-000000000001'
    $$,
    $$ values (null::text) $$,
    'a journey can end'
);

select * from finish();
rollback;
