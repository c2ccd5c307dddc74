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
