-- Create experiments.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/experiments/tables.sql

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


-- sql/experiments/functions.sql

-- experiments: when a test may start, and what is fixed once it runs.

create function private.check_ab_test() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' and new.status not in ('draft', 'running') then
        raise exception using
            errcode = 'PT409',
            message = format('a test does not begin as %s', new.status),
            hint = 'Insert it as draft, add its variants, then set it running.';
    end if;
    if new.status = 'running' and (tg_op = 'INSERT' or old.status <> 'running') then
        if (
            select count(*)
            from public.ab_test_variants as v
            where v.workspace_id = new.workspace_id and v.test_id = new.id and v.weight > 0
        ) < 2 then
            raise exception using
                errcode = 'PT409',
                message = 'a test needs two variants with a weight to run',
                detail = format('test_id: %s', new.id),
                hint = 'Add variants A and B to ab_test_variants, then set it running.';
        end if;
        new.started_at := coalesce(new.started_at, now());
    elsif new.status in ('completed', 'cancelled') and old.status is distinct from new.status then
        new.ended_at := coalesce(new.ended_at, now());
    end if;
    return new;
end
$$;
comment on function private.check_ab_test() is
'Trigger of ab_tests: a test runs with two variants or more (PT409), and knows when it began and '
'ended. Attach before insert or update of status.';

create function private.keep_variants() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    variant constant public.ab_test_variants := coalesce(new, old);
begin
    -- Locked, so that the test cannot start between this look and the end of the transaction.
    perform
    from public.ab_tests as t
    where t.workspace_id = variant.workspace_id and t.id = variant.test_id
    for share;
    if exists (
        select
        from public.ab_tests as t
        -- A workspace that is being deleted takes all along.
        join public.workspaces as w on w.id = t.workspace_id
        where t.workspace_id = variant.workspace_id
            and t.id = variant.test_id
            and t.started_at is not null
    )
        -- Weights and names may change, references go with what they pointed at.
        and not (
            tg_op = 'UPDATE'
            and (old.key, old.payload, old.test_id) is not distinct from (new.key, new.payload, new.test_id)
        )
    then
        raise exception using
            errcode = 'PT409',
            message = 'the variants of a test that has started are fixed',
            detail = format('test_id: %s', variant.test_id),
            hint = 'Only weights and names may change. For another variant start another test.';
    end if;
    return coalesce(new, old);
end
$$;
comment on function private.keep_variants() is
'Trigger of ab_test_variants: none is added, replaced or removed once its test has started '
'(PT409): results would mean two things. Attach before insert, update or delete.';


-- sql/experiments/triggers.sql

create trigger ab_tests_audit
after insert or update or delete on public.ab_tests
for each row execute function private.audit();

create trigger ab_tests_check
before insert or update of status on public.ab_tests
for each row execute function private.check_ab_test();

create trigger ab_tests_keep_fixed
before update of workspace_id on public.ab_tests
for each row execute function private.keep_fixed('workspace_id');

create trigger ab_tests_touch
before update on public.ab_tests
for each row execute function private.touch_updated_at();

create trigger ab_tests_transitions
before insert or update of status on public.ab_tests
for each row execute function private.allow_transitions(
    'draft>running',
    'draft>cancelled',
    'draft>archived',
    'running>paused',
    'running>completed',
    'running>cancelled',
    'paused>running',
    'paused>completed',
    'paused>cancelled',
    'completed>archived',
    'cancelled>archived'
);

create trigger ab_test_variants_audit
after insert or update or delete on public.ab_test_variants
for each row execute function private.audit();

create trigger ab_test_variants_keep
before insert or update or delete on public.ab_test_variants
for each row execute function private.keep_variants();

create trigger ab_test_variants_keep_fixed
before update of workspace_id, test_id on public.ab_test_variants
for each row execute function private.keep_fixed('workspace_id', 'test_id');

create trigger ab_test_variants_touch
before update on public.ab_test_variants
for each row execute function private.touch_updated_at();


-- sql/experiments/views.sql

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


-- policies/experiments.sql

-- experiments: members plan tests, admins delete them; who saw what is written by workers.

alter table public.ab_tests enable row level security;
grant select, insert, update, delete on public.ab_tests to authenticated, service_role;

create policy ab_tests_select on public.ab_tests
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ab_tests_insert on public.ab_tests
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_tests_update on public.ab_tests
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_tests_delete on public.ab_tests
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ab_test_variants enable row level security;
grant select, insert, update, delete on public.ab_test_variants to authenticated, service_role;

create policy ab_test_variants_select on public.ab_test_variants
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

create policy ab_test_variants_insert on public.ab_test_variants
for insert to authenticated
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_test_variants_update on public.ab_test_variants
for update to authenticated
using (workspace_id = any (array(select private.workspace_ids('member'))))
with check (workspace_id = any (array(select private.workspace_ids('member'))));

create policy ab_test_variants_delete on public.ab_test_variants
for delete to authenticated
using (workspace_id = any (array(select private.workspace_ids('admin'))));

alter table public.ab_test_assignments enable row level security;
grant select on public.ab_test_assignments to authenticated;
grant select, insert, update, delete on public.ab_test_assignments to service_role;

create policy ab_test_assignments_select on public.ab_test_assignments
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

alter table public.ab_test_results enable row level security;
grant select on public.ab_test_results to authenticated;
grant select, insert, update, delete on public.ab_test_results to service_role;

create policy ab_test_results_select on public.ab_test_results
for select to authenticated
using (workspace_id = any (array(select private.workspace_ids('viewer'))));

-- The views ask with the rights of their reader.
grant select on
public.ab_tests_with_variants,
public.ab_test_outcomes,
public.content_variants
to authenticated, service_role;
