create view public.ab_tests_with_variants
with (security_invoker = true) as
select
    tests.id,
    tests.workspace_id,
    tests.name,
    tests.description,
    variants.variant_a,
    variants.variant_b,
    tests.metric,
    tests.target_users,
    tests.status,
    tests.created_at
from public.ab_tests as tests
cross join lateral (
    select
        (array_agg(v.payload) filter (where v.key = 'A'))[1] as variant_a,
        (array_agg(v.payload) filter (where v.key = 'B'))[1] as variant_b
    from public.ab_test_variants as v
    where v.workspace_id = tests.workspace_id and v.test_id = tests.id
) as variants;
comment on view public.ab_tests_with_variants is
'Tests with the payloads of variants A and B as columns, for tests of two.';

create view public.ab_test_outcomes
with (security_invoker = true) as
select
    results.id,
    results.workspace_id,
    results.test_id,
    variants.key as variant,
    results.converted,
    results.revenue,
    results.currency,
    results.engagement_score,
    results.occurred_at as timestamp
from public.ab_test_results as results
inner join public.ab_test_variants as variants
    on
        results.workspace_id = variants.workspace_id
        and results.test_id = variants.test_id
        and results.variant_id = variants.id;
comment on view public.ab_test_outcomes is 'Results with the letter of their variant.';

create view public.content_variants
with (security_invoker = true) as
select
    workspace_id,
    'blog_post' as content_type,
    id as content_id,
    variant_group_id,
    is_variant,
    is_winner,
    winning_threshold,
    performance_metrics as metrics,
    created_at
from public.blog_posts
where variant_group_id is not null
union all
select
    workspace_id,
    'social_post' as content_type,
    id as content_id,
    variant_group_id,
    is_variant,
    is_winner,
    winning_threshold,
    engagement_metrics as metrics,
    created_at
from public.social_posts
where variant_group_id is not null
union all
select
    workspace_id,
    'email' as content_type,
    id as content_id,
    variant_group_id,
    is_variant,
    is_winner,
    winning_threshold,
    performance_metrics as metrics,
    created_at
from public.emails
where variant_group_id is not null;
comment on view public.content_variants is
'Posts and emails that are variants of each other, side by side: the members of a group share '
'variant_group_id, one of them may be the winner.';
