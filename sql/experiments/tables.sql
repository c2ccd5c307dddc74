-- experiments: A/B tests, who saw what, and what came of it.
--
-- growth-commerce.md fixes a test to variants A and B in two columns. Here a variant is a row,
-- any number of them; the view ab_tests_with_variants gives the two columns back.

-- ab_tests --------------------------------------------------------------------------------

create table public.ab_tests (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    campaign_id uuid,
    product_id uuid,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    winner_variant_id uuid,
    name text not null
    constraint ab_tests_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    metric text not null default 'conversion'
    constraint ab_tests_metric_known check (
        metric in (
            'conversion', 'conversion_rate', 'revenue', 'revenue_per_visitor', 'engagement',
            'engagement_score', 'click_rate', 'open_rate'
        )
    ),
    unit text not null default 'visitor'
    constraint ab_tests_unit_known check (unit in ('visitor', 'session', 'customer')),
    target_users integer
    constraint ab_tests_target_users_positive check (target_users > 0),
    traffic_share numeric(4, 3) not null default 1
    constraint ab_tests_traffic_share_range check (traffic_share > 0 and traffic_share <= 1),
    minimum_effect numeric(6, 4)
    constraint ab_tests_minimum_effect_positive check (minimum_effect > 0),
    significance numeric(4, 3) not null default 0.05
    constraint ab_tests_significance_range check (significance > 0 and significance < 1),
    status text not null default 'draft'
    constraint ab_tests_status_known check (
        status in ('draft', 'running', 'paused', 'completed', 'cancelled', 'archived')
    ),
    decision jsonb
    constraint ab_tests_decision_object check (jsonb_typeof(decision) = 'object'),
    started_at timestamptz,
    ended_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ab_tests_tenant_key unique (workspace_id, id),
    constraint ab_tests_end_after_start check (started_at <= ended_at),
    constraint ab_tests_campaign foreign key (workspace_id, campaign_id)
    references public.campaigns (workspace_id, id) on delete set null (campaign_id),
    constraint ab_tests_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.ab_tests is 'Experiments: what is tried against what, and by which metric.';
comment on column public.ab_tests.metric is 'What decides which variant wins.';
comment on column public.ab_tests.unit is 'What is assigned to a variant, and stays with it.';
comment on column public.ab_tests.target_users is
'How many units the test needs before it is read.';
comment on column public.ab_tests.traffic_share is 'Part of all units that take part, 0 to 1.';
comment on column public.ab_tests.minimum_effect is
'Smallest relative difference worth finding: 0.05 is 5 %.';
comment on column public.ab_tests.significance is 'Accepted probability of a false winner.';
comment on column public.ab_tests.decision is
'How the test ended: method, effect with interval, sample ratio check, reasons.';
comment on column public.ab_tests.started_at is 'Set when it first runs.';
comment on column public.ab_tests.ended_at is 'Set when it is completed or cancelled.';

create index ab_tests_recent on public.ab_tests (workspace_id, created_at desc);
create index ab_tests_status on public.ab_tests (workspace_id, status);
create index ab_tests_campaign on public.ab_tests (workspace_id, campaign_id)
where campaign_id is not null;
create index ab_tests_product on public.ab_tests (workspace_id, product_id)
where product_id is not null;
create index ab_tests_created_by on public.ab_tests (created_by);

-- ab_test_variants ------------------------------------------------------------------------

create table public.ab_test_variants (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    test_id uuid not null,
    blog_post_id uuid,
    social_post_id uuid,
    email_id uuid,
    component_id uuid,
    ad_id uuid,
    key text not null
    constraint ab_test_variants_key_form check (key ~ '^[A-Z]$'),
    name text
    constraint ab_test_variants_name_length check (char_length(btrim(name)) between 1 and 255),
    payload jsonb not null default '{}'
    constraint ab_test_variants_payload_object check (jsonb_typeof(payload) = 'object'),
    weight numeric(8, 4) not null default 1
    constraint ab_test_variants_weight_not_negative check (weight >= 0),
    is_control boolean not null generated always as (key = 'A') stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint ab_test_variants_tenant_key unique (workspace_id, id),
    -- What references a variant names its test too, so that no result counts for another test.
    constraint ab_test_variants_test_key unique (workspace_id, test_id, id),
    constraint ab_test_variants_key_once unique (workspace_id, test_id, key),
    constraint ab_test_variants_one_thing check (
        num_nonnulls(blog_post_id, social_post_id, email_id, component_id, ad_id) <= 1
    ),
    constraint ab_test_variants_test foreign key (workspace_id, test_id)
    references public.ab_tests (workspace_id, id) on delete cascade,
    constraint ab_test_variants_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete set null (blog_post_id),
    constraint ab_test_variants_social_post foreign key (workspace_id, social_post_id)
    references public.social_posts (workspace_id, id) on delete set null (social_post_id),
    constraint ab_test_variants_email foreign key (workspace_id, email_id)
    references public.emails (workspace_id, id) on delete set null (email_id),
    constraint ab_test_variants_component foreign key (workspace_id, component_id)
    references public.campaign_components (workspace_id, id) on delete set null (component_id),
    constraint ab_test_variants_ad foreign key (workspace_id, ad_id)
    references public.ads (workspace_id, id) on delete set null (ad_id)
);
comment on table public.ab_test_variants is
'What a test tries: a content, component or ad, or whatever the payload describes.';
comment on column public.ab_test_variants.key is 'A is the control; the others challenge it.';
comment on column public.ab_test_variants.payload is 'What a frontend needs to show the variant.';
comment on column public.ab_test_variants.weight is
'Share of the traffic, relative to the other variants; 0 gets none.';

create index ab_test_variants_blog_post on public.ab_test_variants (workspace_id, blog_post_id)
where blog_post_id is not null;
create index ab_test_variants_social_post on public.ab_test_variants (workspace_id, social_post_id)
where social_post_id is not null;
create index ab_test_variants_email on public.ab_test_variants (workspace_id, email_id)
where email_id is not null;
create index ab_test_variants_component on public.ab_test_variants (workspace_id, component_id)
where component_id is not null;
create index ab_test_variants_ad on public.ab_test_variants (workspace_id, ad_id)
where ad_id is not null;

alter table public.ab_tests
add constraint ab_tests_winner foreign key (workspace_id, id, winner_variant_id)
references public.ab_test_variants (workspace_id, test_id, id)
on delete set null (winner_variant_id);
create index ab_tests_winner on public.ab_tests (workspace_id, id, winner_variant_id)
where winner_variant_id is not null;

-- ab_test_assignments ---------------------------------------------------------------------

create table public.ab_test_assignments (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    test_id uuid not null,
    variant_id uuid not null,
    unit_id text not null
    constraint ab_test_assignments_unit_id_length check (char_length(unit_id) between 1 and 255),
    assigned_at timestamptz not null default now(),
    constraint ab_test_assignments_tenant_key unique (workspace_id, id),
    constraint ab_test_assignments_once unique (workspace_id, test_id, unit_id),
    constraint ab_test_assignments_test foreign key (workspace_id, test_id)
    references public.ab_tests (workspace_id, id) on delete cascade,
    constraint ab_test_assignments_variant foreign key (workspace_id, test_id, variant_id)
    references public.ab_test_variants (workspace_id, test_id, id) on delete cascade
);
comment on table public.ab_test_assignments is
'Which variant a visitor, session or customer was given: once per test, and kept.';
comment on column public.ab_test_assignments.unit_id is
'visitor_id or session_id of events, or a customer''s id, as the test''s unit says.';

create index ab_test_assignments_variant
on public.ab_test_assignments (workspace_id, test_id, variant_id, assigned_at);

-- ab_test_results -------------------------------------------------------------------------

create table public.ab_test_results (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    test_id uuid not null,
    variant_id uuid not null,
    unit_id text
    constraint ab_test_results_unit_id_length check (char_length(unit_id) between 1 and 255),
    converted boolean not null default false,
    revenue numeric(12, 2) not null default 0
    constraint ab_test_results_revenue_not_negative check (revenue >= 0),
    currency text not null default 'USD' references public.currencies (code),
    engagement_score numeric(5, 2)
    constraint ab_test_results_engagement_not_negative check (engagement_score >= 0),
    occurred_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint ab_test_results_tenant_key unique (workspace_id, id),
    constraint ab_test_results_once unique (workspace_id, test_id, unit_id),
    constraint ab_test_results_test foreign key (workspace_id, test_id)
    references public.ab_tests (workspace_id, id) on delete cascade,
    constraint ab_test_results_variant foreign key (workspace_id, test_id, variant_id)
    references public.ab_test_variants (workspace_id, test_id, id) on delete cascade
);
comment on table public.ab_test_results is
'What came of each unit of a test: at most one row, replaced while the test runs.';
comment on column public.ab_test_results.unit_id is
'As in ab_test_assignments; null for a result that was imported without one.';
comment on column public.ab_test_results.revenue is 'Net revenue of the unit, in currency.';

create index ab_test_results_variant
on public.ab_test_results (workspace_id, test_id, variant_id, occurred_at);
create index ab_test_results_currency on public.ab_test_results (currency);

-- Content that is tried without a test: a group of variants has one winner at most. The tables
-- belong to content.
create unique index blog_posts_one_winner on public.blog_posts (workspace_id, variant_group_id)
where is_winner;
create unique index social_posts_one_winner on public.social_posts (workspace_id, variant_group_id)
where is_winner;
create unique index emails_one_winner on public.emails (workspace_id, variant_group_id)
where is_winner;

-- Dashboards follow the tests that run.
alter publication supabase_realtime add table public.ab_tests;
