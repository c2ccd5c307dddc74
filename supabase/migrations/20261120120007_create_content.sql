-- Create content.
-- The database is empty when this runs: no lock that it takes and no scan can hurt anybody.
-- squawk-ignore-file adding-field-with-default, adding-foreign-key-constraint
-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation

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
    search_vector tsvector generated always as (
        private.search_document(name, null, time_period)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_bundles_tenant_key unique (workspace_id, id),
    constraint content_bundles_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade
);
comment on table public.content_bundles is
'Content that belongs together, by period or campaign.';
comment on column public.content_bundles.time_period is 'As people say it: Q1 2024, January 2024.';

create index content_bundles_recent on public.content_bundles (workspace_id, created_at desc);
create index content_bundles_search on public.content_bundles
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
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
    scheduled_for timestamptz,
    published_at timestamptz,
    search_vector tsvector generated always as (
        private.search_document(
            title, content, coalesce(meta_description, '') || ' ' || private.search_list(keywords)
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint blog_posts_tenant_key unique (workspace_id, id),
    constraint blog_posts_published_has_time check (
        status <> 'published' or published_at is not null
    ),
    constraint blog_posts_scheduled_has_time check (
        status <> 'scheduled' or scheduled_for is not null
    ),
    constraint blog_posts_performance_metrics_object check (
        jsonb_typeof(performance_metrics) = 'object'
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
comment on column public.blog_posts.scheduled_for is 'When to publish by itself.';
comment on column public.blog_posts.variant_group_id is
'Shared by the variants of one text that are tried against each other.';
comment on column public.blog_posts.estimated_reading_time is 'Minutes.';
comment on column public.blog_posts.performance_metrics is
'What an outside platform reported; Flywheel''s own numbers come from analytics.';
comment on column public.blog_posts.winning_threshold is
'Engagement difference that makes a variant the winner.';

create index blog_posts_recent on public.blog_posts (workspace_id, created_at desc);
create index blog_posts_search on public.blog_posts
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index blog_posts_due on public.blog_posts (scheduled_for) where status = 'scheduled';
create index blog_posts_variants on public.blog_posts (workspace_id, variant_group_id)
where variant_group_id is not null;
create index blog_posts_business on public.blog_posts (workspace_id, business_id);
create index blog_posts_bundle on public.blog_posts (workspace_id, bundle_id)
where bundle_id is not null;
create index blog_posts_product on public.blog_posts (workspace_id, product_id)
where product_id is not null;

alter publication supabase_realtime add table public.content_bundles, public.blog_posts;


-- sql/content/tables_assets.sql

-- content: files and templates.

create table public.content_assets (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    type text not null
    constraint content_assets_type_known check (type in ('image', 'video', 'audio', 'text')),
    name text not null
    constraint content_assets_name_length check (char_length(btrim(name)) between 1 and 255),
    file_url text,
    file_size bigint
    constraint content_assets_file_size_not_negative check (file_size >= 0),
    mime_type text,
    metadata jsonb not null default '{}'
    constraint content_assets_metadata_object check (jsonb_typeof(metadata) = 'object'),
    generated_by text,
    generation_prompt text,
    language text not null default 'ar'
    constraint content_assets_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    search_vector tsvector generated always as (
        private.search_document(name, generation_prompt, type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_assets_tenant_key unique (workspace_id, id)
);
comment on table public.content_assets is 'Images, videos, sound and texts, made or uploaded.';
comment on column public.content_assets.file_size is 'Bytes.';
comment on column public.content_assets.metadata is 'Dimensions, duration and the like; an object.';
comment on column public.content_assets.generated_by is
'The AI provider that made it; null for an upload.';

create index content_assets_recent on public.content_assets (workspace_id, created_at desc);
create index content_assets_type on public.content_assets (workspace_id, type);
create index content_assets_search on public.content_assets
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);

create table public.content_templates (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    name text not null
    constraint content_templates_name_length check (char_length(btrim(name)) between 1 and 255),
    type text not null
    constraint content_templates_type_known check (type in ('video', 'image', 'text')),
    template_data jsonb not null
    constraint content_templates_template_data_object check (
        jsonb_typeof(template_data) = 'object'
    ),
    is_public boolean not null default false,
    search_vector tsvector generated always as (
        private.search_document(name, null, type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_templates_tenant_key unique (workspace_id, id)
);
comment on table public.content_templates is 'Patterns from which content is made.';
comment on column public.content_templates.is_public is
'Readable by everybody who is signed in, in any workspace.';

create index content_templates_recent on public.content_templates (workspace_id, created_at desc);
create index content_templates_public on public.content_templates (type, created_at desc)
where is_public;
create index content_templates_search on public.content_templates
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);


-- sql/content/tables_kinds.sql

-- content: posts, lead magnets, emails and other texts.

create table public.social_posts (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    bundle_id uuid,
    product_id uuid,
    platform text not null
    constraint social_posts_platform_known check (
        platform in (
            'facebook', 'instagram', 'linkedin', 'pinterest', 'reddit', 'snapchat', 'telegram',
            'threads', 'tiktok', 'twitter', 'whatsapp', 'x', 'youtube', 'other'
        )
    ),
    content text not null
    constraint social_posts_content_given check (content ~ '\S'),
    post_type text
    constraint social_posts_post_type_known check (
        post_type in (
            'carousel', 'single', 'video', 'image', 'link', 'poll', 'reel', 'story', 'text',
            'thread'
        )
    ),
    language text not null default 'en'
    constraint social_posts_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    media_prompts text[] not null default '{}',
    hashtags text[] not null default '{}',
    conversion_goal text not null default 'website_visit'
    constraint social_posts_conversion_goal_known check (
        conversion_goal in ('website_visit', 'lead_magnet', 'sale')
    ),
    cta_text text,
    cta_url text,
    engagement_metrics jsonb not null default '{}'
    constraint social_posts_engagement_metrics_object check (
        jsonb_typeof(engagement_metrics) = 'object'
    ),
    is_variant boolean not null default false,
    variant_group_id uuid,
    is_winner boolean,
    winning_threshold integer
    constraint social_posts_winning_threshold_positive check (winning_threshold > 0),
    status text not null default 'draft'
    constraint social_posts_status_known check (
        status in ('draft', 'scheduled', 'published', 'archived')
    ),
    scheduled_for timestamptz,
    published_at timestamptz,
    search_vector tsvector generated always as (
        private.search_document(
            null, content, platform || ' ' || private.search_list(hashtags)
        )
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint social_posts_tenant_key unique (workspace_id, id),
    constraint social_posts_scheduled_has_time check (
        status <> 'scheduled' or scheduled_for is not null
    ),
    constraint social_posts_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint social_posts_bundle foreign key (workspace_id, bundle_id)
    references public.content_bundles (workspace_id, id) on delete cascade,
    constraint social_posts_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.social_posts is 'Posts for social platforms.';
comment on column public.social_posts.media_prompts is
'What to show: one prompt for an image or video each.';
comment on column public.social_posts.engagement_metrics is
'What the platform reported; Flywheel''s own numbers come from analytics.';
comment on column public.social_posts.variant_group_id is
'Shared by the variants of one post that are tried against each other.';
comment on column public.social_posts.winning_threshold is
'Engagement difference that makes a variant the winner.';

create index social_posts_recent on public.social_posts (workspace_id, created_at desc);
create index social_posts_search on public.social_posts
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index social_posts_due on public.social_posts (scheduled_for) where status = 'scheduled';
create index social_posts_variants on public.social_posts (workspace_id, variant_group_id)
where variant_group_id is not null;
create index social_posts_business on public.social_posts (workspace_id, business_id);
create index social_posts_bundle on public.social_posts (workspace_id, bundle_id)
where bundle_id is not null;
create index social_posts_product on public.social_posts (workspace_id, product_id)
where product_id is not null;

create table public.content_upgrades (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    blog_post_id uuid,
    title text not null
    constraint content_upgrades_title_length check (char_length(btrim(title)) between 1 and 500),
    type text not null default 'guide'
    constraint content_upgrades_type_known check (
        type in (
            'checklist', 'template', 'guide', 'case_study', 'cheat_sheet', 'course', 'ebook',
            'swipe_file', 'toolkit', 'video', 'webinar', 'worksheet', 'other'
        )
    ),
    description text,
    content text,
    file_url text
    constraint content_upgrades_file_url_form check (file_url ~ '^https?://'),
    language text not null default 'en'
    constraint content_upgrades_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    conversion_goal text not null default 'email_signup'
    constraint content_upgrades_conversion_goal_known check (
        conversion_goal in ('email_signup', 'sale', 'share')
    ),
    cta_text text,
    cta_url text,
    download_metrics jsonb not null default '{}'
    constraint content_upgrades_download_metrics_object check (
        jsonb_typeof(download_metrics) = 'object'
    ),
    status text not null default 'draft'
    constraint content_upgrades_status_known check (status in ('draft', 'published', 'archived')),
    published_at timestamptz,
    search_vector tsvector generated always as (
        private.search_document(title, content, coalesce(description, '') || ' ' || type)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint content_upgrades_tenant_key unique (workspace_id, id),
    constraint content_upgrades_published_has_something check (
        status <> 'published' or content ~ '\S' or file_url is not null
    ),
    constraint content_upgrades_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint content_upgrades_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete set null (blog_post_id)
);
comment on table public.content_upgrades is
'Lead magnets: what a reader gets for an e-mail address.';
comment on column public.content_upgrades.blog_post_id is
'The post it was made for. It stays when that post goes: others may lead to it.';
comment on column public.content_upgrades.content is 'The text, in Markdown, if it is not a file.';
comment on column public.content_upgrades.download_metrics is
'What an outside platform reported; Flywheel''s own numbers come from analytics.';

create index content_upgrades_recent on public.content_upgrades (workspace_id, created_at desc);
create index content_upgrades_search on public.content_upgrades
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index content_upgrades_business on public.content_upgrades (workspace_id, business_id);
create index content_upgrades_blog_post on public.content_upgrades (workspace_id, blog_post_id)
where blog_post_id is not null;

create table public.email_sequences (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    bundle_id uuid,
    name text not null
    constraint email_sequences_name_length check (char_length(btrim(name)) between 1 and 255),
    description text,
    conversion_goal text not null default 'sale'
    constraint email_sequences_conversion_goal_known check (
        conversion_goal in ('sale', 'referral', 'testimonial')
    ),
    sequence_goal text not null default 'nurture'
    constraint email_sequences_sequence_goal_known check (
        sequence_goal in ('nurture', 'onboarding', 'sales', 'retention')
    ),
    status text not null default 'draft'
    constraint email_sequences_status_known check (
        status in ('draft', 'active', 'paused', 'archived')
    ),
    search_vector tsvector generated always as (
        private.search_document(name, description, sequence_goal)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint email_sequences_tenant_key unique (workspace_id, id),
    constraint email_sequences_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint email_sequences_bundle foreign key (workspace_id, bundle_id)
    references public.content_bundles (workspace_id, id) on delete cascade
);
comment on table public.email_sequences is
'Emails that follow each other. total_emails counts them.';
comment on column public.email_sequences.sequence_goal is
'What the sequence is for; the same as the type of a sequence.';

create index email_sequences_recent on public.email_sequences (workspace_id, created_at desc);
create index email_sequences_search on public.email_sequences
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index email_sequences_business on public.email_sequences (workspace_id, business_id);
create index email_sequences_bundle on public.email_sequences (workspace_id, bundle_id)
where bundle_id is not null;

create table public.emails (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    sequence_id uuid not null,
    subject_line text not null
    constraint emails_subject_line_length check (
        char_length(btrim(subject_line)) between 1 and 500
    ),
    content text not null,
    sequence_position integer not null
    constraint emails_sequence_position_positive check (sequence_position > 0),
    delay_days integer
    constraint emails_delay_days_not_negative check (delay_days >= 0),
    performance_metrics jsonb not null default '{}'
    constraint emails_performance_metrics_object check (
        jsonb_typeof(performance_metrics) = 'object'
    ),
    is_variant boolean not null default false,
    variant_group_id uuid,
    is_winner boolean,
    winning_threshold integer
    constraint emails_winning_threshold_positive check (winning_threshold > 0),
    search_vector tsvector generated always as (
        private.search_document(subject_line, content, null)
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint emails_tenant_key unique (workspace_id, id),
    constraint emails_sequence foreign key (workspace_id, sequence_id)
    references public.email_sequences (workspace_id, id) on delete cascade
);
comment on table public.emails is 'The emails of a sequence.';
comment on column public.emails.sequence_position is
'Place in the sequence, from 1. Variants of an email share their place.';
comment on column public.emails.delay_days is 'Days after the email before; null sends at once.';
comment on column public.emails.performance_metrics is
'What the email provider reported; Flywheel''s own numbers come from analytics.';

create index emails_sequence on public.emails (workspace_id, sequence_id, sequence_position);
create index emails_recent on public.emails (workspace_id, created_at desc);
create index emails_search on public.emails
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index emails_variants on public.emails (workspace_id, variant_group_id)
where variant_group_id is not null;

create table public.contents (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    created_by uuid default auth.uid() references public.profiles (id) on delete set null,
    business_id uuid,
    campaign_id uuid,
    product_id uuid,
    type text not null
    constraint contents_type_known check (
        type in (
            'blog_post', 'email', 'social_post', 'video_script', 'ad_copy', 'landing_page',
            'product_description', 'other'
        )
    ),
    platform text,
    title text
    constraint contents_title_length check (char_length(title) <= 500),
    body text not null,
    language text not null default 'en'
    constraint contents_language_form check (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    metadata jsonb not null default '{}'
    constraint contents_metadata_object check (jsonb_typeof(metadata) = 'object'),
    status text not null default 'draft'
    constraint contents_status_known check (
        status in ('draft', 'scheduled', 'published', 'archived')
    ),
    scheduled_for timestamptz,
    published_at timestamptz,
    search_vector tsvector generated always as (
        private.search_document(title, body, type || ' ' || coalesce(platform, ''))
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint contents_tenant_key unique (workspace_id, id),
    constraint contents_scheduled_has_time check (
        status <> 'scheduled' or scheduled_for is not null
    ),
    constraint contents_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete set null (business_id),
    constraint contents_product foreign key (workspace_id, product_id)
    references public.products (workspace_id, id) on delete set null (product_id)
);
comment on table public.contents is
'Other texts: video scripts, ad copy and whatever else a campaign or a product needs.';
comment on column public.contents.campaign_id is
'The campaign that it is part of, and with which it goes.';
comment on column public.contents.platform is 'Where it is meant to appear, if that matters.';
comment on column public.contents.metadata is 'What a frontend adds: SEO data, images; an object.';

create index contents_recent on public.contents (workspace_id, created_at desc);
create index contents_search on public.contents
using gin (workspace_id, search_vector) with (gin_pending_list_limit = 256);
create index contents_type on public.contents (workspace_id, type);
create index contents_status on public.contents (workspace_id, status);
create index contents_due on public.contents (scheduled_for) where status = 'scheduled';
create index contents_created_by on public.contents (created_by);
create index contents_business on public.contents (workspace_id, business_id)
where business_id is not null;
create index contents_campaign on public.contents (workspace_id, campaign_id)
where campaign_id is not null;
create index contents_product on public.contents (workspace_id, product_id)
where product_id is not null;

alter publication supabase_realtime add table public.social_posts, public.email_sequences;


-- sql/content/tables_links.sql

-- content: what leads where. The columns a table has are the steps it allows:
-- social post > blog post > content upgrade > email sequence, and from there back.

alter table public.social_posts
add column next_blog_post_id uuid,
add column next_content_upgrade_id uuid,
add column next_action_type text generated always as (
    case
        when next_blog_post_id is not null then 'blog_post'
        when next_content_upgrade_id is not null then 'content_upgrade'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_blog_post_id, next_content_upgrade_id)
) stored,
add constraint social_posts_one_next_action check (
    num_nonnulls(next_blog_post_id, next_content_upgrade_id) <= 1
),
add constraint social_posts_next_blog_post foreign key (workspace_id, next_blog_post_id)
references public.blog_posts (workspace_id, id) on delete set null (next_blog_post_id),
add constraint social_posts_next_content_upgrade foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id);
comment on column public.social_posts.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.social_posts.next_action_id is 'The next content, whatever its kind.';
create index social_posts_next_blog_post on public.social_posts (workspace_id, next_blog_post_id)
where next_blog_post_id is not null;
create index social_posts_next_content_upgrade
on public.social_posts (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;

alter table public.blog_posts
add column next_content_upgrade_id uuid,
add column next_email_sequence_id uuid,
add column next_action_type text generated always as (
    case
        when next_content_upgrade_id is not null then 'content_upgrade'
        when next_email_sequence_id is not null then 'email_sequence'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_content_upgrade_id, next_email_sequence_id)
) stored,
add constraint blog_posts_one_next_action check (
    num_nonnulls(next_content_upgrade_id, next_email_sequence_id) <= 1
),
add constraint blog_posts_next_content_upgrade foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id),
add constraint blog_posts_next_email_sequence foreign key (workspace_id, next_email_sequence_id)
references public.email_sequences (workspace_id, id) on delete set null (next_email_sequence_id);
comment on column public.blog_posts.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.blog_posts.next_action_id is 'The next content, whatever its kind.';
create index blog_posts_next_content_upgrade
on public.blog_posts (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;
create index blog_posts_next_email_sequence
on public.blog_posts (workspace_id, next_email_sequence_id)
where next_email_sequence_id is not null;

alter table public.content_upgrades
add column next_email_sequence_id uuid,
add column next_action_type text generated always as (
    case
        when next_email_sequence_id is not null then 'email_sequence'
    end
) stored,
add column next_action_id uuid generated always as (
    next_email_sequence_id
) stored,
add constraint content_upgrades_next_email_sequence
foreign key (workspace_id, next_email_sequence_id)
references public.email_sequences (workspace_id, id) on delete set null (next_email_sequence_id);
comment on column public.content_upgrades.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.content_upgrades.next_action_id is 'The next content, whatever its kind.';
create index content_upgrades_next_email_sequence
on public.content_upgrades (workspace_id, next_email_sequence_id)
where next_email_sequence_id is not null;

alter table public.email_sequences
add column next_blog_post_id uuid,
add column next_content_upgrade_id uuid,
add column next_action_type text generated always as (
    case
        when next_blog_post_id is not null then 'blog_post'
        when next_content_upgrade_id is not null then 'content_upgrade'
    end
) stored,
add column next_action_id uuid generated always as (
    coalesce(next_blog_post_id, next_content_upgrade_id)
) stored,
add constraint email_sequences_one_next_action check (
    num_nonnulls(next_blog_post_id, next_content_upgrade_id) <= 1
),
add constraint email_sequences_next_blog_post foreign key (workspace_id, next_blog_post_id)
references public.blog_posts (workspace_id, id) on delete set null (next_blog_post_id),
add constraint email_sequences_next_content_upgrade
foreign key (workspace_id, next_content_upgrade_id)
references public.content_upgrades (workspace_id, id) on delete set null (next_content_upgrade_id);
comment on column public.email_sequences.next_action_type is
'Kind of the next content; set through next_…_id or set_next_action.';
comment on column public.email_sequences.next_action_id is 'The next content, whatever its kind.';
create index email_sequences_next_blog_post
on public.email_sequences (workspace_id, next_blog_post_id)
where next_blog_post_id is not null;
create index email_sequences_next_content_upgrade
on public.email_sequences (workspace_id, next_content_upgrade_id)
where next_content_upgrade_id is not null;

create table public.managed_urls (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    business_id uuid not null,
    blog_post_id uuid,
    social_post_id uuid,
    content_upgrade_id uuid,
    email_sequence_id uuid,
    email_id uuid,
    content_id uuid,
    source_type text generated always as (
        case
            when blog_post_id is not null then 'blog_post'
            when social_post_id is not null then 'social_post'
            when content_upgrade_id is not null then 'content_upgrade'
            when email_sequence_id is not null then 'email_sequence'
            when email_id is not null then 'email'
            when content_id is not null then 'content'
        end
    ) stored,
    source_id uuid generated always as (
        coalesce(
            blog_post_id,
            social_post_id,
            content_upgrade_id,
            email_sequence_id,
            email_id,
            content_id
        )
    ) stored,
    url text not null
    constraint managed_urls_url_form check (url ~ '^https?://' and char_length(url) <= 2048),
    utm_params jsonb not null default '{}'
    constraint managed_urls_utm_params_object check (jsonb_typeof(utm_params) = 'object'),
    last_checked_at timestamptz,
    is_valid boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint managed_urls_tenant_key unique (workspace_id, id),
    constraint managed_urls_one_source check (
        num_nonnulls(
            blog_post_id,
            social_post_id,
            content_upgrade_id,
            email_sequence_id,
            email_id,
            content_id
        ) = 1
    ),
    constraint managed_urls_business foreign key (workspace_id, business_id)
    references public.businesses (workspace_id, id) on delete cascade,
    constraint managed_urls_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete cascade,
    constraint managed_urls_social_post foreign key (workspace_id, social_post_id)
    references public.social_posts (workspace_id, id) on delete cascade,
    constraint managed_urls_content_upgrade foreign key (workspace_id, content_upgrade_id)
    references public.content_upgrades (workspace_id, id) on delete cascade,
    constraint managed_urls_email_sequence foreign key (workspace_id, email_sequence_id)
    references public.email_sequences (workspace_id, id) on delete cascade,
    constraint managed_urls_email foreign key (workspace_id, email_id)
    references public.emails (workspace_id, id) on delete cascade,
    constraint managed_urls_content foreign key (workspace_id, content_id)
    references public.contents (workspace_id, id) on delete cascade
);
comment on table public.managed_urls is
'Links in content, checked and counted: click_count gives the clicks.';
comment on column public.managed_urls.source_type is
'Kind of the content that the link is in; follows from the one column that is set.';
comment on column public.managed_urls.source_id is 'The content that the link is in.';
comment on column public.managed_urls.utm_params is
'Added to the address: {"utm_source": "newsletter", …}.';
comment on column public.managed_urls.is_valid is
'Whether the address answered at last_checked_at.';

create index managed_urls_recent on public.managed_urls (workspace_id, created_at desc);
create index managed_urls_business on public.managed_urls (workspace_id, business_id);
create index managed_urls_blog_post on public.managed_urls (workspace_id, blog_post_id)
where blog_post_id is not null;
create index managed_urls_social_post on public.managed_urls (workspace_id, social_post_id)
where social_post_id is not null;
create index managed_urls_content_upgrade on public.managed_urls (workspace_id, content_upgrade_id)
where content_upgrade_id is not null;
create index managed_urls_email_sequence on public.managed_urls (workspace_id, email_sequence_id)
where email_sequence_id is not null;
create index managed_urls_email on public.managed_urls (workspace_id, email_id)
where email_id is not null;
create index managed_urls_content on public.managed_urls (workspace_id, content_id)
where content_id is not null;


-- sql/content/tables_orders.sql

-- content: the bundle that fulfils what was ordered. Billing is built before content.

alter table public.bundle_order_items
add constraint bundle_order_items_content_bundle foreign key (workspace_id, content_bundle_id)
references public.content_bundles (workspace_id, id) on delete set null (content_bundle_id);


-- sql/content/tables_search.sql

-- content: the words that search knows, to tell what a word was meant to be.

create table private.search_words (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    word text collate "C" not null,
    constraint search_words_tenant_key primary key (workspace_id, id)
);
comment on table private.search_words is
'The words of a workspace, each about once: a misspelt word is compared with the words here, and '
'not with a million titles, and the beginning of a word is replaced by the words that begin so.';
comment on column private.search_words.word is
'Normalised, in C order for prefixes. Not unique on purpose: a unique key would make transactions '
'that bring the same new word wait for each other. Words whose row went stay; they find nothing.';

create index search_words_word on private.search_words (workspace_id, word);
create index search_words_similar on private.search_words
using gin (workspace_id, word extensions.gin_trgm_ops) with (gin_pending_list_limit = 256);


-- sql/content/tables_tallies.sql

-- content: numbers that many people count up at once.

create table private.tallies (
    subject_id uuid not null,
    measure text not null,
    slot smallint not null
    constraint tallies_slot_range check (slot between 0 and 15),
    amount bigint not null,
    last_at timestamptz not null,
    constraint tallies_pkey primary key (subject_id, measure, slot)
);
comment on table private.tallies is
'Likes, downloads, clicks and deliveries, in sixteen parts each: two sessions rarely wait for '
'the same row, and the sum is exact at any moment.';
comment on column private.tallies.subject_id is 'The row of another table that is counted.';
comment on column private.tallies.last_at is 'When it was last counted.';


-- sql/content/tables_versions.sql

-- content: how texts came to be what they are.

create table public.content_versions (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    blog_post_id uuid,
    social_post_id uuid,
    content_upgrade_id uuid,
    email_id uuid,
    content_id uuid,
    entity_type text generated always as (
        case
            when blog_post_id is not null then 'blog_post'
            when social_post_id is not null then 'social_post'
            when content_upgrade_id is not null then 'content_upgrade'
            when email_id is not null then 'email'
            when content_id is not null then 'content'
        end
    ) stored,
    entity_id uuid generated always as (
        coalesce(
            blog_post_id, social_post_id, content_upgrade_id, email_id, content_id
        )
    ) stored,
    version_number integer not null
    constraint content_versions_version_number_positive check (version_number > 0),
    content text not null,
    reason text,
    performance_snapshot jsonb not null default '{}',
    created_by uuid references public.profiles (id) on delete set null,
    ai_model text,
    created_at timestamptz not null default now(),
    constraint content_versions_tenant_key unique (workspace_id, id),
    constraint content_versions_one_entity check (
        num_nonnulls(blog_post_id, social_post_id, content_upgrade_id, email_id, content_id) = 1
    ),
    constraint content_versions_blog_post foreign key (workspace_id, blog_post_id)
    references public.blog_posts (workspace_id, id) on delete cascade,
    constraint content_versions_social_post foreign key (workspace_id, social_post_id)
    references public.social_posts (workspace_id, id) on delete cascade,
    constraint content_versions_content_upgrade foreign key (workspace_id, content_upgrade_id)
    references public.content_upgrades (workspace_id, id) on delete cascade,
    constraint content_versions_email foreign key (workspace_id, email_id)
    references public.emails (workspace_id, id) on delete cascade,
    constraint content_versions_content foreign key (workspace_id, content_id)
    references public.contents (workspace_id, id) on delete cascade
);
comment on table public.content_versions is
'Every text a piece of content has had, the present one too. Written by private.keep_version.';
comment on column public.content_versions.entity_type is
'Kind of the content; follows from the one column that is set.';
comment on column public.content_versions.reason is
'Why it was changed: the header x-change-reason of the request.';
comment on column public.content_versions.performance_snapshot is
'The metrics of the content when this version replaced the one before.';
comment on column public.content_versions.created_by is
'Who wrote it; null for a worker.';
comment on column public.content_versions.ai_model is 'The model that wrote it, if one did.';

create index content_versions_created_by on public.content_versions (created_by);
create unique index content_versions_blog_post
on public.content_versions (workspace_id, blog_post_id, version_number)
where blog_post_id is not null;
create unique index content_versions_social_post
on public.content_versions (workspace_id, social_post_id, version_number)
where social_post_id is not null;
create unique index content_versions_content_upgrade
on public.content_versions (workspace_id, content_upgrade_id, version_number)
where content_upgrade_id is not null;
create unique index content_versions_email
on public.content_versions (workspace_id, email_id, version_number)
where email_id is not null;
create unique index content_versions_content
on public.content_versions (workspace_id, content_id, version_number)
where content_id is not null;


-- sql/content/functions.sql

-- content: versions, publication and the steps between pieces of content.
--
-- security definer, and why:
--   private.keep_version   writes content_versions, which nobody may write

create function private.keep_version() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    item constant jsonb := to_jsonb(new);
    ai constant jsonb := private.ai_origin();
begin
    if item ->> tg_argv[0] is null
        or (tg_op = 'UPDATE' and item ->> tg_argv[0] = to_jsonb(old) ->> tg_argv[0])
    then
        return null;
    end if;
    -- The row is locked by the statement that fires this, so that numbers cannot collide.
    execute format(
        'insert into public.content_versions ('
        '    workspace_id, %1$I, version_number, content, reason, performance_snapshot,'
        '    created_by, ai_model'
        ') '
        'select $1, $2, 1 + coalesce(max(v.version_number), 0), $3, $4, $5, $6, $7 '
        'from public.content_versions as v '
        'where v.workspace_id = $1 and v.%1$I = $2',
        tg_argv[1]
    )
    using
        new.workspace_id,
        new.id,
        item ->> tg_argv[0],
        private.request_header('x-change-reason'),
        coalesce(item -> tg_argv[2], '{}'),
        case when ai is null then (select p.id from public.profiles as p where p.id = auth.uid()) end,
        ai ->> 'model';
    return null;
end
$$;
comment on function private.keep_version() is
'Trigger: keeps each text of a row in content_versions. Arguments: the column of the text, the '
'column of content_versions that references the row, and the column of its metrics, if any. '
'Attach after insert or update of the text.';

create function private.stamp_publication() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'published' then
        new.published_at := coalesce(new.published_at, now());
    end if;
    return new;
end
$$;
comment on function private.stamp_publication() is
'Trigger: what is published has a time, the first one unless another is given. '
'Attach before insert or update of status.';

create function private.content_table(kind text) returns regclass
language sql
stable
set search_path = ''
as $$
    select case kind
        when 'social_post' then 'public.social_posts'::regclass
        when 'blog_post' then 'public.blog_posts'::regclass
        when 'content_upgrade' then 'public.content_upgrades'::regclass
        when 'email_sequence' then 'public.email_sequences'::regclass
    end
$$;
comment on function private.content_table(text) is
'The table of a kind of content that can be part of a journey; null for anything else.';

create function private.next_action_kinds(kind text) returns text[]
language sql
stable
set search_path = ''
as $$
    select coalesce(
        array_agg(substring(a.attname from '^next_(.+)_id$') order by a.attnum), '{}'
    )
    from pg_catalog.pg_attribute as a
    where a.attrelid = private.content_table(kind)
        and a.attname ~ '^next_.+_id$'
        and a.attgenerated = ''
        and not a.attisdropped
$$;
comment on function private.next_action_kinds(text) is
'The kinds of content that may follow a kind: those for which its table has a column.';

create function public.set_next_action(
    content_type text,
    content_id uuid,
    next_action_type text default null,
    next_action_id uuid default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    kinds constant text[] := private.next_action_kinds(content_type);
    workspace uuid;
    known boolean;
begin
    if private.content_table(content_type) is null then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a kind of content with a next action', content_type),
            hint = 'Use social_post, blog_post, content_upgrade or email_sequence.';
    elsif (next_action_type is null) <> (next_action_id is null) then
        raise exception using
            errcode = 'PT422',
            message = 'a next action needs both its type and its id',
            hint = 'Give both, or neither to end the journey here.';
    elsif next_action_type <> all (kinds) then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot lead to %s', content_type, next_action_type),
            hint = format('It can lead to: %s.', array_to_string(kinds, ', '));
    end if;
    execute format('select c.workspace_id from %s as c where c.id = $1', private.content_table(content_type))
    into workspace using content_id;
    if next_action_type is not null then
        execute format(
            'select exists (select from %s as c where c.id = $1 and c.workspace_id = $2)',
            private.content_table(next_action_type)
        )
        into known using next_action_id, workspace;
        if not known then
            raise exception using
                errcode = 'PT404',
                message = format('there is no %s %s in this workspace', next_action_type, next_action_id),
                hint = 'A journey stays within one workspace.';
        end if;
    end if;
    execute format(
        'update %s as c set %s where c.id = $1 returning true',
        private.content_table(content_type),
        (
            select string_agg(
                format('%I = case when $3 = %L then $2 end', 'next_' || kind || '_id', kind), ', '
            )
            from unnest(kinds) as kind
        )
    )
    into known using content_id, next_action_id, next_action_type;
    if known is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no %s %s that you may change', content_type, content_id),
            hint = 'Members of its workspace may.';
    end if;
end
$$;
comment on function public.set_next_action(text, uuid, text, uuid) is
'Says what follows a piece of content; without type and id, nothing follows. Raises PT422 for a '
'kind that cannot follow, PT404 for content that is not there. For members.';

create function public.total_emails(sequence public.email_sequences) returns bigint
language sql
stable
set search_path = ''
as $$
    select count(distinct e.sequence_position)
    from public.emails as e
    where e.workspace_id = sequence.workspace_id and e.sequence_id = sequence.id
$$;
comment on function public.total_emails(public.email_sequences) is
'How many emails a sequence sends; variants of one count once. Select it like a column.';


-- sql/content/functions_search.sql

-- content: search learns the words that are written.
--
-- security definer, and why: both write private.search_words, which is closed to all roles

create function private.learn_words() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- Numbers are looked up as they are.
    insert into private.search_words (workspace_id, word)
    select distinct f.workspace_id, w.word
    from fresh as f
    cross join lateral unnest(tsvector_to_array(f.search_vector)) as w (word)
    where length(w.word) between 2 and 40
        and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'
        and not exists (
            select
            from private.search_words as known
            where known.workspace_id = f.workspace_id and known.word = w.word
        );
    return null;
end
$$;
comment on function private.learn_words() is
'Trigger: adds the words of new rows to private.search_words. Attach after insert for each '
'statement, with the new rows as fresh.';

create function private.learn_changed_words() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.search_words (workspace_id, word)
    select new.workspace_id, w.word
    from unnest(tsvector_to_array(new.search_vector)) as w (word)
    where length(w.word) between 2 and 40
        and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'
        and not exists (
            select
            from private.search_words as known
            where known.workspace_id = new.workspace_id and known.word = w.word
        );
    return null;
end
$$;
comment on function private.learn_changed_words() is
'Trigger: adds the words of a changed row to private.search_words. Attach after update for each '
'row, when its search_vector has changed.';


-- sql/content/functions_tallies.sql

-- content: counting without a row that everybody waits for.
--
-- security definer, and why:
--   private.tally, private.tallied, private.forget_tallies   the table is closed to all roles

create function private.tally(subject uuid, counted text, step bigint default 1) returns void
language sql
security definer
set search_path = ''
as $$
    insert into private.tallies as t (subject_id, measure, slot, amount, last_at)
    values (subject, counted, pg_backend_pid() % 16, step, now())
    on conflict on constraint tallies_pkey do update
    set amount = t.amount + excluded.amount, last_at = greatest(t.last_at, excluded.last_at)
$$;
comment on function private.tally(uuid, text, bigint) is
'Counts something of a row up, or down. For triggers and workers.';

create function private.tallied(subject uuid, counted text) returns bigint
language sql
stable
security definer
set search_path = ''
as $$
    select coalesce(sum(t.amount), 0)::bigint
    from private.tallies as t
    where t.subject_id = subject and t.measure = counted
$$;
comment on function private.tallied(uuid, text) is 'What was counted of a row.';

create function private.last_tallied(subject uuid, counted text) returns timestamptz
language sql
stable
security definer
set search_path = ''
as $$
    select max(t.last_at)
    from private.tallies as t
    where t.subject_id = subject and t.measure = counted
$$;
comment on function private.last_tallied(uuid, text) is 'When it was last counted of a row.';

create function private.tally_row() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        perform private.tally((to_jsonb(old) ->> tg_argv[0])::uuid, tg_argv[1], -1);
    else
        perform private.tally((to_jsonb(new) ->> tg_argv[0])::uuid, tg_argv[1], 1);
    end if;
    return null;
end
$$;
comment on function private.tally_row() is
'Trigger: counts rows for what they reference. Arguments: the referencing column and the name of '
'the number. Attach after insert, delete, or the update that makes a row count.';

create function private.forget_tallies() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from private.tallies as t using gone where t.subject_id = gone.id;
    return null;
end
$$;
comment on function private.forget_tallies() is
'Trigger: what was counted of deleted rows goes with them. Attach after delete for each '
'statement, with the old rows as gone.';

create function public.record_click(managed_url_id uuid) returns void
language sql
set search_path = ''
as $$
    select private.tally(u.id, 'clicks')
    from public.managed_urls as u
    where u.id = record_click.managed_url_id
$$;
comment on function public.record_click(uuid) is
'Counts a click on a managed link. For whatever redirects readers, with the service key.';

-- It asks for the row first: through the API an argument can be made up, and the row's policy
-- decides who may see its number.
create function public.click_count(link public.managed_urls) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(u.id, 'clicks')
    from public.managed_urls as u
    where u.id = link.id
$$;
comment on function public.click_count(public.managed_urls) is
'Clicks on a managed link. Select it like a column.';


-- sql/content/triggers.sql

-- content: what happens by itself.

create trigger content_bundles_touch
before update on public.content_bundles
for each row execute function private.touch_updated_at();

create trigger content_bundles_transitions
before insert or update of status on public.content_bundles
for each row execute function private.allow_transitions(
    'draft>generating',
    'draft>ready',
    'draft>archived',
    'generating>draft',
    'generating>ready',
    'ready>draft',
    'ready>generating',
    'ready>published',
    'ready>archived',
    'published>ready',
    'published>archived',
    'archived>draft'
);

create trigger content_bundles_audit
after insert or update or delete on public.content_bundles
for each row execute function private.audit();

create trigger blog_posts_touch
before update on public.blog_posts
for each row execute function private.touch_updated_at();

create trigger blog_posts_transitions
before insert or update of status on public.blog_posts
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger blog_posts_publication
before insert or update of status on public.blog_posts
for each row execute function private.stamp_publication();

create trigger blog_posts_version
after insert or update of content on public.blog_posts
for each row execute function private.keep_version(
    'content',
    'blog_post_id',
    'performance_metrics'
);

create trigger blog_posts_audit
after insert or update or delete on public.blog_posts
for each row execute function private.audit();

create trigger social_posts_touch
before update on public.social_posts
for each row execute function private.touch_updated_at();

create trigger social_posts_transitions
before insert or update of status on public.social_posts
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger social_posts_publication
before insert or update of status on public.social_posts
for each row execute function private.stamp_publication();

create trigger social_posts_version
after insert or update of content on public.social_posts
for each row execute function private.keep_version(
    'content',
    'social_post_id',
    'engagement_metrics'
);

create trigger social_posts_audit
after insert or update or delete on public.social_posts
for each row execute function private.audit();

create trigger content_upgrades_touch
before update on public.content_upgrades
for each row execute function private.touch_updated_at();

create trigger content_upgrades_transitions
before insert or update of status on public.content_upgrades
for each row execute function private.allow_transitions(
    'draft>published',
    'draft>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger content_upgrades_publication
before insert or update of status on public.content_upgrades
for each row execute function private.stamp_publication();

create trigger content_upgrades_version
after insert or update of content on public.content_upgrades
for each row execute function private.keep_version(
    'content',
    'content_upgrade_id',
    'download_metrics'
);

create trigger content_upgrades_audit
after insert or update or delete on public.content_upgrades
for each row execute function private.audit();

create trigger email_sequences_touch
before update on public.email_sequences
for each row execute function private.touch_updated_at();

create trigger email_sequences_transitions
before insert or update of status on public.email_sequences
for each row execute function private.allow_transitions(
    'draft>active',
    'draft>archived',
    'active>paused',
    'active>archived',
    'paused>active',
    'paused>draft',
    'paused>archived',
    'archived>draft'
);

create trigger email_sequences_audit
after insert or update or delete on public.email_sequences
for each row execute function private.audit();

create trigger emails_touch
before update on public.emails
for each row execute function private.touch_updated_at();

create trigger emails_version
after insert or update of content on public.emails
for each row execute function private.keep_version('content', 'email_id', 'performance_metrics');

create trigger emails_audit
after insert or update or delete on public.emails
for each row execute function private.audit();

create trigger contents_touch
before update on public.contents
for each row execute function private.touch_updated_at();

create trigger contents_transitions
before insert or update of status on public.contents
for each row execute function private.allow_transitions(
    'draft>scheduled',
    'draft>published',
    'draft>archived',
    'scheduled>draft',
    'scheduled>published',
    'scheduled>archived',
    'published>draft',
    'published>archived',
    'archived>draft'
);

create trigger contents_publication
before insert or update of status on public.contents
for each row execute function private.stamp_publication();

create trigger contents_version
after insert or update of body on public.contents
for each row execute function private.keep_version('body', 'content_id');

create trigger contents_audit
after insert or update or delete on public.contents
for each row execute function private.audit();

create trigger content_assets_touch
before update on public.content_assets
for each row execute function private.touch_updated_at();

create trigger content_assets_audit
after insert or update or delete on public.content_assets
for each row execute function private.audit();

create trigger content_templates_touch
before update on public.content_templates
for each row execute function private.touch_updated_at();

create trigger content_templates_audit
after insert or update or delete on public.content_templates
for each row execute function private.audit();

create trigger managed_urls_touch
before update on public.managed_urls
for each row execute function private.touch_updated_at();

create trigger managed_urls_forget_tallies
after delete on public.managed_urls
referencing old table as gone
for each statement execute function private.forget_tallies();

create trigger managed_urls_audit
after insert or update or delete on public.managed_urls
for each row execute function private.audit();

create trigger content_bundles_keep_fixed
before update of workspace_id on public.content_bundles
for each row execute function private.keep_fixed('workspace_id');

create trigger blog_posts_keep_fixed
before update of workspace_id on public.blog_posts
for each row execute function private.keep_fixed('workspace_id');

create trigger content_assets_keep_fixed
before update of workspace_id on public.content_assets
for each row execute function private.keep_fixed('workspace_id');

create trigger content_templates_keep_fixed
before update of workspace_id on public.content_templates
for each row execute function private.keep_fixed('workspace_id');

create trigger content_upgrades_keep_fixed
before update of workspace_id on public.content_upgrades
for each row execute function private.keep_fixed('workspace_id');

create trigger contents_keep_fixed
before update of workspace_id on public.contents
for each row execute function private.keep_fixed('workspace_id');

create trigger email_sequences_keep_fixed
before update of workspace_id on public.email_sequences
for each row execute function private.keep_fixed('workspace_id');

create trigger emails_keep_fixed
before update of workspace_id on public.emails
for each row execute function private.keep_fixed('workspace_id');

create trigger managed_urls_keep_fixed
before update of workspace_id on public.managed_urls
for each row execute function private.keep_fixed('workspace_id');

create trigger social_posts_keep_fixed
before update of workspace_id on public.social_posts
for each row execute function private.keep_fixed('workspace_id');


-- sql/content/triggers_search.sql

-- content: search learns the words of everything it looks through.

create trigger products_learn
after insert on public.products
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger products_learn_changed
after update on public.products
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_bundles_learn
after insert on public.content_bundles
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_bundles_learn_changed
after update on public.content_bundles
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger blog_posts_learn
after insert on public.blog_posts
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger blog_posts_learn_changed
after update on public.blog_posts
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger social_posts_learn
after insert on public.social_posts
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger social_posts_learn_changed
after update on public.social_posts
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_upgrades_learn
after insert on public.content_upgrades
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_upgrades_learn_changed
after update on public.content_upgrades
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger email_sequences_learn
after insert on public.email_sequences
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger email_sequences_learn_changed
after update on public.email_sequences
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger emails_learn
after insert on public.emails
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger emails_learn_changed
after update on public.emails
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger contents_learn
after insert on public.contents
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger contents_learn_changed
after update on public.contents
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_assets_learn
after insert on public.content_assets
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_assets_learn_changed
after update on public.content_assets
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();

create trigger content_templates_learn
after insert on public.content_templates
referencing new table as fresh
for each statement execute function private.learn_words();

create trigger content_templates_learn_changed
after update on public.content_templates
for each row when (new.search_vector is distinct from old.search_vector)
execute function private.learn_changed_words();


-- sql/content/triggers_usage.sql

-- content: files take up storage, and give it back.

create trigger content_assets_count_new_usage
after insert on public.content_assets
referencing new table as added
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');

create trigger content_assets_count_changed_usage
after update on public.content_assets
referencing old table as removed new table as added
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');

create trigger content_assets_count_gone_usage
after delete on public.content_assets
referencing old table as removed
for each statement execute function private.count_usage('storage_bytes', '', 'file_size');


-- sql/content/views.sql

-- content: the journeys, seen from each piece of content.

create view public.content_journeys with (security_invoker = true) as
with pieces as (
    select
        p.workspace_id,
        'social_post' as content_type,
        p.id as content_id,
        left(p.content, 100) as title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.social_posts as p
    union all
    select
        p.workspace_id,
        'blog_post' as content_type,
        p.id,
        p.title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.blog_posts as p
    union all
    select
        p.workspace_id,
        'content_upgrade' as content_type,
        p.id,
        p.title,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.content_upgrades as p
    union all
    select
        p.workspace_id,
        'email_sequence' as content_type,
        p.id,
        p.name,
        p.conversion_goal,
        p.next_action_type,
        p.next_action_id
    from public.email_sequences as p
)

select
    piece.workspace_id,
    piece.content_type,
    piece.content_id,
    piece.title,
    piece.conversion_goal,
    piece.next_action_type,
    piece.next_action_id,
    origin.content_type as previous_action_type,
    origin.content_id as previous_action_id
from pieces as piece
left join pieces as origin
    on
        origin.workspace_id = piece.workspace_id
        and origin.next_action_type = piece.content_type
        and origin.next_action_id = piece.content_id;
comment on view public.content_journeys is
'Each piece of content with what follows it and what leads to it: one row for each of those.';


-- policies/content.sql

-- content: viewers read, members write, admins delete. Versions are written by their trigger
-- alone; public templates are open to everybody who is signed in.

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

alter table public.social_posts enable row level security;
grant select, insert, update, delete on public.social_posts to authenticated, service_role;

create policy social_posts_select on public.social_posts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy social_posts_insert on public.social_posts
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy social_posts_update on public.social_posts
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy social_posts_delete on public.social_posts
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_upgrades enable row level security;
grant select, insert, update, delete on public.content_upgrades to authenticated, service_role;

create policy content_upgrades_select on public.content_upgrades
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_upgrades_insert on public.content_upgrades
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_upgrades_update on public.content_upgrades
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_upgrades_delete on public.content_upgrades
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.email_sequences enable row level security;
grant select, insert, update, delete on public.email_sequences to authenticated, service_role;

create policy email_sequences_select on public.email_sequences
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy email_sequences_insert on public.email_sequences
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy email_sequences_update on public.email_sequences
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy email_sequences_delete on public.email_sequences
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.emails enable row level security;
grant select, insert, update, delete on public.emails to authenticated, service_role;

create policy emails_select on public.emails
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy emails_insert on public.emails
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy emails_update on public.emails
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy emails_delete on public.emails
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.contents enable row level security;
grant select, insert, update, delete on public.contents to authenticated, service_role;

create policy contents_select on public.contents
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy contents_insert on public.contents
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy contents_update on public.contents
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy contents_delete on public.contents
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_assets enable row level security;
grant select, insert, update, delete on public.content_assets to authenticated, service_role;

create policy content_assets_select on public.content_assets
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_assets_insert on public.content_assets
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_assets_update on public.content_assets
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_assets_delete on public.content_assets
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_templates enable row level security;
grant select, insert, update, delete on public.content_templates to authenticated, service_role;

create policy content_templates_select on public.content_templates
for select to authenticated
using (is_public or workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_templates_insert on public.content_templates
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_templates_update on public.content_templates
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_templates_delete on public.content_templates
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.managed_urls enable row level security;
grant select, insert, update, delete on public.managed_urls to authenticated, service_role;

create policy managed_urls_select on public.managed_urls
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy managed_urls_insert on public.managed_urls
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy managed_urls_update on public.managed_urls
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy managed_urls_delete on public.managed_urls
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_versions enable row level security;
grant select on public.content_versions to authenticated;
grant select, insert, update, delete on public.content_versions to service_role;

create policy content_versions_select on public.content_versions
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant select on public.content_journeys to authenticated, service_role;

-- Nobody reads or writes the parts of a number; its sum comes from functions.
alter table private.tallies enable row level security;
create policy tallies_select on private.tallies
for select to authenticated
using (false);

alter table private.search_words enable row level security;
create policy search_words_select on private.search_words
for select to authenticated
using (false);

grant execute on function
private.content_table(text),
private.next_action_kinds(text),
private.tallied(uuid, text),
private.last_tallied(uuid, text),
public.set_next_action(text, uuid, text, uuid),
public.total_emails(public.email_sequences),
public.click_count(public.managed_urls)
to authenticated, service_role;

grant execute on function
private.tally(uuid, text, bigint),
public.record_click(uuid)
to service_role;
