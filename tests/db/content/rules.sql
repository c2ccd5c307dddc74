-- Status, time and counters of content.
begin;
set local search_path = public, extensions;
select plan(14);
\ir people.psql

select throws_ok(
    $$ update blog_posts set status = 'scheduled'
    where id = 'd0000000-0000-4000-8000-000000000001' $$,
    '23514', null, 'what is scheduled needs a time'
);
select lives_ok(
    $$ update blog_posts set status = 'published'
    where id = 'd0000000-0000-4000-8000-000000000001' $$,
    'a draft is published'
);
select is(
    (select published_at from blog_posts where id = 'd0000000-0000-4000-8000-000000000001'),
    now(),
    'and gets its time by itself'
);
select throws_ok(
    $$ update blog_posts set status = 'scheduled', scheduled_for = now()
    where id = 'd0000000-0000-4000-8000-000000000001' $$,
    'PT409', null, 'what is published is not scheduled any more'
);
select throws_ok(
    $$ update social_posts set status = 'lost'
    where id = 'd3000000-0000-4000-8000-000000000001' $$,
    'PT422', null, 'an unknown status is refused'
);
select throws_ok(
    $$ update email_sequences set status = 'paused'
    where id = 'd2000000-0000-4000-8000-000000000001' $$,
    'PT409', null, 'only what is active is paused'
);
select throws_ok(
    $$ update blog_posts set conversion_goal = 'referral'
    where id = 'd0000000-0000-4000-8000-000000000001' $$,
    '23514', null, 'a goal of another kind of content is refused'
);

insert into emails (workspace_id, sequence_id, subject_line, content, sequence_position, is_variant)
select
    'b0000000-0000-4000-8000-000000000001', 'd2000000-0000-4000-8000-000000000001',
    'Hello', 'Hello.', position, variant
from (values (1, false), (1, true), (2, false)) as e (position, variant);
select is(
    (select total_emails(s) from email_sequences as s where s.name = 'Mails of Writers'),
    2::bigint,
    'variants of an email count once'
);

insert into managed_urls (id, workspace_id, business_id, blog_post_id, url)
values (
    'e0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001',
    'c0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001',
    'https://example.com'
);
select results_eq(
    'select source_type, source_id, click_count(u) from managed_urls as u',
    $$ values ('blog_post', 'd0000000-0000-4000-8000-000000000001'::uuid, 0::bigint) $$,
    'a link knows what it is in'
);
set local role service_role;
select record_click('e0000000-0000-4000-8000-000000000001') from generate_series(1, 3);
reset role;
select is(
    (select click_count(u) from managed_urls as u), 3::bigint, 'clicks are counted'
);
select throws_ok(
    $$
    insert into managed_urls (workspace_id, blog_post_id, social_post_id, url)
    values (
        'b0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001',
        'd3000000-0000-4000-8000-000000000001', 'https://example.com'
    )
    $$,
    '23514', null, 'a link is in one piece of content at most'
);
delete from managed_urls where id = 'e0000000-0000-4000-8000-000000000001';
select is_empty(
    $$ select * from private.tallies
    where subject_id = 'e0000000-0000-4000-8000-000000000001' $$,
    'what was counted goes with the link'
);

insert into content_templates (workspace_id, name, type, template_data, is_public)
values
('b0000000-0000-4000-8000-000000000001', 'Shared', 'text', '{}', true),
('b0000000-0000-4000-8000-000000000001', 'Ours', 'text', '{}', false);
select pg_temp.sign_in(2);
select results_eq(
    $$ select name from content_templates $$,
    $$ values ('Shared') $$,
    'strangers see public templates only'
);
select is_empty(
    $$ update content_templates set name = 'Mine' returning id $$,
    'and change none'
);

select * from finish();
rollback;
