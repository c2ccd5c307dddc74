-- Create content.

set local lock_timeout = '4s';
set local statement_timeout = '2min';


-- sql/content/tables.sql

-- content: what is written for a business, by people or by AI.

create table public.content_bundles (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    name text not null
    constraint content_bundles_name_length check (char_length(btrim(name)) between 1 and 255),
    status text not null default 'draft'
    constraint content_bundles_status_known check (
        status in ('draft', 'generating', 'ready', 'published', 'archived')
    ),
    generation_date date not null default current_date,
    time_period text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_bundles_tenant_key unique (workspace_id, id),
    constraint content_bundles_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade
);
comment on table public.content_bundles is
'Content that belongs together, by period or campaign.';
comment on column public.content_bundles.time_period is 'As people say it: Q1 2024, January 2024.';

create index content_bundles_business on public.content_bundles (workspace_id, business_id);

create table public.blog_posts (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    bundle_id uuid,
    product_id uuid,
    title text not null
    constraint blog_posts_title_length check (char_length(btrim(title)) between 1 and 500),
    content text not null,
    language text not null default 'en'
    constraint blog_posts_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    meta_description text,
    keywords text[] not null default '{}',
    estimated_reading_time integer
    constraint blog_posts_reading_time_positive check (estimated_reading_time > 0),
    primary_cta text,
    conversion_goal text not null default 'lead_magnet'
    constraint blog_posts_conversion_goal_known check (
        conversion_goal in ('lead_magnet', 'sale', 'share')
    ),
    cta_text text,
    cta_url text,
    performance_metrics jsonb not null default '{}',
    is_variant boolean not null default false,
    variant_group_id uuid,
    is_winner boolean,
    winning_threshold integer
    constraint blog_posts_winning_threshold_positive check (winning_threshold > 0),
    status text not null default 'draft'
    constraint blog_posts_status_known check (
        status in ('draft', 'scheduled', 'published', 'archived')
    ),
    published_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint blog_posts_tenant_key unique (workspace_id, id),
    constraint blog_posts_published_has_time check (
        status <> 'published' or published_at is not null
    ),
    constraint blog_posts_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint blog_posts_bundle foreign key (workspace_id, bundle_id)
    references public.content_bundles (workspace_id, id) on delete cascade,
    constraint blog_posts_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.blog_posts is 'Long-form content, with what search engines need.';
comment on column public.blog_posts.content is 'The text, in Markdown.';
comment on column public.blog_posts.product_id is 'The product that the post is about, if any.';
comment on column public.blog_posts.language is 'IETF tag of the text''s language: en, ar, en-GB.';
comment on column public.blog_posts.estimated_reading_time is 'Minutes.';
comment on column public.blog_posts.performance_metrics is
'What an outside platform reported; Flywheel''s own numbers come from analytics.';
comment on column public.blog_posts.winning_threshold is
'Engagement difference that makes a variant the winner.';

create index blog_posts_recent on public.blog_posts (workspace_id, created_at desc);
create index blog_posts_business on public.blog_posts (workspace_id, business_id);
create index blog_posts_bundle on public.blog_posts (workspace_id, bundle_id)
where bundle_id is not null;
create index blog_posts_product on public.blog_posts (workspace_id, product_id)
where product_id is not null;

alter publication supabase_realtime add table public.content_bundles, public.blog_posts;


-- sql/content/triggers.sql

create trigger content_bundles_touch
before update on public.content_bundles
for each row execute function private.touch_updated_at();

create trigger blog_posts_touch
before update on public.blog_posts
for each row execute function private.touch_updated_at();

create trigger content_bundles_keep_fixed
before update of workspace_id on public.content_bundles
for each row execute function private.keep_fixed('workspace_id');

create trigger blog_posts_keep_fixed
before update of workspace_id on public.blog_posts
for each row execute function private.keep_fixed('workspace_id');


-- policies/content.sql

-- content: viewers read, members write, admins delete.

alter table public.content_bundles enable row level security;
grant select, insert, update, delete on public.content_bundles to authenticated, service_role;

create policy content_bundles_select on public.content_bundles
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_bundles_insert on public.content_bundles
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_update on public.content_bundles
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_delete on public.content_bundles
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.blog_posts enable row level security;
grant select, insert, update, delete on public.blog_posts to authenticated, service_role;

create policy blog_posts_select on public.blog_posts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy blog_posts_insert on public.blog_posts
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_update on public.blog_posts
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_delete on public.blog_posts
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));
